package dev.freshet.benchmarks.rows;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import java.util.List;
import java.util.function.Consumer;

/** Items that are numbers and never change. */
public record Numbers() implements SourceSpec {
  /** Lists and reads them. */
  public static final class NumbersConnector implements SourceConnector<Numbers> {
    @Override
    public String type() {
      return "numbers";
    }

    @Override
    public Class<Numbers> specType() {
      return Numbers.class;
    }

    @Override
    public String persistentKey(Setup<Numbers> setup) {
      return "numbers";
    }

    @Override
    public ItemReader open(Setup<Numbers> setup) {
      return new Reader();
    }
  }

  private static final class Reader implements ItemReader {
    @Override
    public void list(Consumer<ItemVersion> items) {
      for (int i = 0; i < ManyRows.ITEMS; i++) {
        items.accept(new ItemVersion(Integer.toString(i), "1"));
      }
    }

    @Override
    public List<ItemContent> read(List<String> keys) {
      return keys.stream().map(key -> ItemContent.of(key, "1", new byte[0])).toList();
    }
  }
}
