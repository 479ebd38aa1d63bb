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
    Trial trial = Trial.named(setup.spec().trial());
    return new Reader(trial, trial.shelf(setup.spec().shelf()));
  }

  private record Reader(Trial trial, Shelf shelf) implements WatchingReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      trial.at(Trial.Point.BEFORE_LISTING);
      shelf.list().forEach(items);
      trial.at(Trial.Point.AFTER_LISTING);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      trial.at(Trial.Point.BEFORE_READING);
      List<ItemContent> contents = shelf.read(keys);
      trial.at(Trial.Point.AFTER_READING);
      return contents;
    }

    @Override
    public ItemWatch watch() {
      return shelf::poll;
    }
  }
}
