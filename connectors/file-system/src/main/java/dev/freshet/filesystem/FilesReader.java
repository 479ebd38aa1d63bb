package dev.freshet.filesystem;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Lists and reads whole files. */
final class FilesReader implements ItemReader {
  private final Place place;
  private final FileFilter filter;
  private final FileContent content;

  FilesReader(Place place, FileFilter filter, FileContent content) {
    this.place = place;
    this.filter = filter;
    this.content = content;
  }

  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    new SettledFiles(place, filter)
        .run(
            (file, isRacy) -> {
              String version = file.version();
              String listed = isRacy ? version + '~' + UUID.randomUUID() : version;
              items.accept(new ItemVersion(file.key(), listed));
            });
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws IOException, Unavailable {
    List<ItemContent> contents = new ArrayList<>();
    for (String key : keys) {
      ItemContent read = filter.isItem(key) ? read(key) : null;
      if (read != null) {
        contents.add(read);
      }
    }
    return contents;
  }

  private @Nullable ItemContent read(String key) throws Unavailable, IOException {
    try {
      FileContent.Read read = content.read(key);
      if (read == null) {
        return null;
      }
      FileLook look = read.look();
      return ItemContent.of(key, look == null ? null : look.version(), read.bytes());
    } catch (IOException e) {
      place.check();
      return ItemContent.failed(key, e);
    }
  }
}
