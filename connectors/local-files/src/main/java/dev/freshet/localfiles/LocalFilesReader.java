package dev.freshet.localfiles;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.WatchingReader;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Lists, reads and watches one directory. */
final class LocalFilesReader implements WatchingReader {
  private final LocalFiles spec;
  private final SourceRoot root;
  private final KeyFilter filter;

  LocalFilesReader(LocalFiles spec, SourceRoot root, KeyFilter filter) {
    this.spec = spec;
    this.root = root;
    this.filter = filter;
  }

  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    new Listing(root, filter, spec.followLinks()).run(items);
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws IOException {
    return new FileReading(spec, root, filter).read(keys);
  }

  /** What lies behind links is not watched; only listings see its changes. */
  @Override
  public ItemWatch watch() throws Exception {
    return new DirectoryWatch(root, filter);
  }
}
