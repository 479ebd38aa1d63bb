package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records of files that were read, for the readers of this process: those used last, up to a
 * limit. Readers get a few records at a time, in no order; without it each would read the whole
 * file for them.
 */
final class UnpackedFiles {
  static final UnpackedFiles OF_PROCESS = new UnpackedFiles(64L << 20, 64);

  private final long mostMemory;
  private final int mostInFiles;
  private final Map<Key, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private long memory;
  private int inFiles;

  UnpackedFiles(long mostMemory, int mostInFiles) {
    this.mostMemory = mostMemory;
    this.mostInFiles = mostInFiles;
  }

  record Key(FileSystemFiles spec, String path) {}

  private static final class Slot {
    private @Nullable RecordTable table;
  }

  /** Reads a file. */
  @FunctionalInterface
  interface Unpacking {
    RecordTable unpack() throws Exception;
  }

  /**
   * The records of a file that looks like this; whoever gets them lets go of them.
   *
   * @param unpacking used if they are not here; at once for one reader only
   */
  RecordTable borrow(Key key, FileLook now, Unpacking unpacking) throws Exception {
    Slot slot = slot(key);
    synchronized (slot) {
      RecordTable held = held(slot, now);
      if (held != null) {
        return held;
      }
      RecordTable table = unpacking.unpack();
      table.retain();
      keep(key, slot, table);
      return table;
    }
  }

  private synchronized Slot slot(Key key) {
    return slots.computeIfAbsent(key, unused -> new Slot());
  }

  private synchronized @Nullable RecordTable held(Slot slot, FileLook now) {
    RecordTable table = slot.table;
    return table != null && table.holdsFor(now) && table.retain() ? table : null;
  }

  private synchronized void keep(Key key, Slot slot, RecordTable table) throws IOException {
    if (slots.get(key) != slot) {
      table.release();
      return;
    }
    letGo(slot);
    slot.table = table;
    memory += table.weight();
    inFiles += table.isInFile() ? 1 : 0;
    Iterator<Slot> eldest = slots.values().iterator();
    while ((memory > mostMemory || inFiles > mostInFiles) && slots.size() > 1) {
      letGo(eldest.next());
      eldest.remove();
    }
  }

  private void letGo(Slot slot) throws IOException {
    RecordTable table = slot.table;
    slot.table = null;
    if (table != null) {
      memory -= table.weight();
      inFiles -= table.isInFile() ? 1 : 0;
      table.release();
    }
  }
}
