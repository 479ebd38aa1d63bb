package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one subtask, or several together, tell whoever watches the run.
 *
 * @param counters by name; where a name concerns a source or target, its name follows a slash
 */
record Progress(Map<String, Long> counters, List<Note> notes) {
  private static final int VERSION = 1;
  private static final Set<String> PACE =
      Set.of(
          SourceProgressFile.ROUND,
          RowProgress.WATERMARK,
          MutationWriter.REACHED,
          MutationCommitter.COMMITTED,
          MutationCommitter.SEQUENCE,
          MutationCommitter.SIGNS);

  /** Something that a report lists. */
  record Note(String kind, String place, String key, String item, String reason) {}

  Progress {
    counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    notes = List.copyOf(notes);
  }

  long counter(String name) {
    return counters.getOrDefault(name, 0L);
  }

  /**
   * The sum of all counters, and all notes. What a process counts as a whole is reported by each of
   * its subtasks under the same name, and is taken once.
   */
  static Progress together(Collection<Progress> parts) {
    Map<String, Long> counters = new TreeMap<>();
    List<Note> notes = new ArrayList<>();
    for (Progress part : parts) {
      part.counters.forEach(
          (name, value) -> counters.merge(name, value, isOfProcess(name) ? Long::max : Long::sum));
      notes.addAll(part.notes);
    }
    return new Progress(counters, notes);
  }

  /** Without what moves on although nothing was done: equal ones mean that nothing was. */
  Progress withoutPace() {
    Map<String, Long> rest = new TreeMap<>(counters);
    rest.keySet()
        .removeIf(
            name ->
                PACE.contains(name)
                    || name.startsWith(SourceProgressFile.SCANS)
                    || name.startsWith(MutationCommitter.COMMITTING));
    return new Progress(rest, notes);
  }

  private static boolean isOfProcess(String name) {
    return name.startsWith("memo-");
  }

  byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(256);
    out.putByte(VERSION).putVarInt(counters.size());
    counters.forEach((name, value) -> out.putString(name).putLong(value));
    out.putVarInt(notes.size());
    for (Note note : notes) {
      out.putString(note.kind).putString(note.place).putString(note.key);
      out.putString(note.item).putString(note.reason);
    }
    return out.toByteArray();
  }

  static Progress fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.malformed("progress of version " + version + ", known is " + VERSION);
    }
    int counterCount = in.getCount();
    Map<String, Long> counters = new TreeMap<>();
    for (int i = 0; i < counterCount; i++) {
      String name = in.getString();
      counters.put(name, in.getLong());
    }
    int noteCount = in.getCount();
    List<Note> notes = new ArrayList<>(noteCount);
    for (int i = 0; i < noteCount; i++) {
      String kind = in.getString();
      String place = in.getString();
      String key = in.getString();
      String item = in.getString();
      notes.add(new Note(kind, place, key, item, in.getString()));
    }
    in.expectEnd();
    return new Progress(counters, notes);
  }
}
