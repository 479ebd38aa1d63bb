package dev.freshet.benchmarks.items;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.WatchingReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** So many items that are nowhere. An edit in their place makes the engine list them again. */
public record ManyItems(long count, Path place) implements SourceSpec {
  /** Makes items from numbers. */
  public static final class ManyItemsConnector implements SourceConnector<ManyItems> {
    @Override
    public String type() {
      return "many-items";
    }

    @Override
    public Class<ManyItems> specType() {
      return ManyItems.class;
    }

    @Override
    public String persistentKey(Setup<ManyItems> setup) {
      return "many-items";
    }

    @Override
    public WatchingReader open(Setup<ManyItems> setup) {
      return setup.spec().reader();
    }
  }

  public WatchingReader reader() {
    return new Reader(count, new Place(place));
  }

  private record Reader(long count, Place place) implements WatchingReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws IOException {
      long begun = System.currentTimeMillis();
      List<Place.Edit> edits = place.allEdits();
      for (long item = 0; item < count; item++) {
        items.accept(
            new ItemVersion(
                Generated.key(item), Generated.version(item, Place.version(edits, item))));
      }
      place.tell(new Place.Event("listed", begun, System.currentTimeMillis(), count));
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws IOException {
      List<Place.Edit> edits = place.allEdits();
      return keys.stream().map(key -> content(key, edits)).toList();
    }

    private static ItemContent content(String key, List<Place.Edit> edits) {
      long item = Generated.item(key);
      long edit = Place.version(edits, item);
      byte[] bytes = ByteBuffer.allocate(16).putLong(item).putLong(edit).array();
      return ItemContent.of(key, Generated.version(item, edit), bytes);
    }

    @Override
    public ItemWatch watch() throws IOException {
      int[] seen = {place.allEdits().size()};
      return atMost -> {
        TimeUnit.MILLISECONDS.sleep(20);
        int now = place.allEdits().size();
        boolean more = now > seen[0];
        seen[0] = now;
        return more ? List.of(ItemChange.cleared()) : List.of();
      };
    }
  }
}
