package dev.freshet.testkit;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.WatchingReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The source {@code memory-items}. */
public final class MemorySourceConnector implements SourceConnector<MemorySource> {
  @Override
  public String type() {
    return "memory-items";
  }

  @Override
  public Class<MemorySource> specType() {
    return MemorySource.class;
  }

  @Override
  public String persistentKey(Setup<MemorySource> setup) {
    return setup.spec().name();
  }

  @Override
  public String describe(String persistentKey) {
    return "items in memory, " + persistentKey;
  }

  @Override
  public ItemReader open(Setup<MemorySource> setup) {
    return new Reader(setup.spec().items());
  }

  private record Reader(MemoryItems items) implements WatchingReader {
    @Override
    public void list(Consumer<ItemVersion> listed) throws IOException {
      items.list().forEach(listed);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws IOException {
      return items.read(keys);
    }

    @Override
    public ItemWatch watch() {
      return new Watch(items, items.position());
    }
  }

  private static final class Watch implements ItemWatch {
    private final MemoryItems items;
    private int position;

    Watch(MemoryItems items, int position) {
      this.items = items;
      this.position = position;
    }

    @Override
    public List<ItemChange> poll(Duration atMost) throws InterruptedException, IOException {
      List<ItemChange> changes = items.changesAfter(position, atMost);
      position += changes.size();
      return changes;
    }
  }
}
