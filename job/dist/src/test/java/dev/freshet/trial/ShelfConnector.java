package dev.freshet.trial;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.WatchingReader;
import java.util.List;
import java.util.function.Consumer;

/** Reads a {@link Shelf}. */
public final class ShelfConnector implements SourceConnector<ShelfItems> {
  @Override
  public String type() {
    return "shelf";
  }

  @Override
  public Class<ShelfItems> specType() {
    return ShelfItems.class;
  }

  @Override
  public String persistentKey(Setup<ShelfItems> setup) {
    return setup.spec().trial() + "/" + setup.spec().shelf();
  }

  @Override
  public ItemReader open(Setup<ShelfItems> setup) {
    return new Reader(Trial.named(setup.spec().trial()).shelf(setup.spec().shelf()));
  }

  private record Reader(Shelf shelf) implements WatchingReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      shelf.list().forEach(items);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      return shelf.read(keys);
    }

    @Override
    public ItemWatch watch(String position) {
      return shelf::poll;
    }
  }
}
