package dev.freshet.filesystem;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Lists and reads the records of files. */
final class RecordsReader implements ItemReader {
  private final Place place;
  private final FileFilter filter;
  private final Unpacking unpacking;

  RecordsReader(Place place, FileFilter filter, RecordFormat format, FileSystemFiles spec) {
    this.place = place;
    this.filter = filter;
    unpacking = new Unpacking(place, format, spec);
  }

  /** Versions are hashes of content, so a file that may still change is listed as it was read. */
  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    new SettledFiles(place, filter).run((file, isRacy) -> list(file.key(), items));
  }

  private void list(String path, Consumer<ItemVersion> items) throws Exception {
    RecordTable table = unpacking.records(path);
    if (table == null) {
      return;
    }
    try {
      table.each(
          (key, version) -> items.accept(new ItemVersion(RecordKeys.of(path, key), version)));
    } finally {
      table.release();
    }
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws Exception {
    Map<String, List<RecordKeys.Parsed>> byPath = new LinkedHashMap<>();
    for (String key : keys) {
      RecordKeys.Parsed parsed = RecordKeys.parse(key);
      if (parsed != null && filter.isItem(parsed.path())) {
        byPath.computeIfAbsent(parsed.path(), unused -> new ArrayList<>()).add(parsed);
      }
    }
    List<ItemContent> contents = new ArrayList<>();
    for (var file : byPath.entrySet()) {
      contents.addAll(read(file.getKey(), file.getValue()));
    }
    return contents;
  }

  private List<ItemContent> read(String path, List<RecordKeys.Parsed> wanted) throws Exception {
    @Nullable RecordTable table;
    try {
      table = unpacking.records(path);
    } catch (Unavailable e) {
      throw e;
    } catch (IOException e) {
      place.check();
      return wanted.stream().map(record -> ItemContent.failed(key(record), e)).toList();
    }
    if (table == null) {
      return List.of();
    }
    try {
      List<ItemContent> contents = new ArrayList<>();
      for (RecordKeys.Parsed record : wanted) {
        int number = table.find(record.record());
        if (number >= 0) {
          contents.add(ItemContent.of(key(record), table.version(number), table.content(number)));
        }
      }
      return contents;
    } finally {
      table.release();
    }
  }

  private static String key(RecordKeys.Parsed record) {
    return RecordKeys.of(record.path(), record.record());
  }
}
