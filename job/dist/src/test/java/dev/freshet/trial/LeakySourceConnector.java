package dev.freshet.trial;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** See {@link LeakySource}. */
public final class LeakySourceConnector implements SourceConnector<LeakySource> {
  @Override
  public String type() {
    return "leaky-source";
  }

  @Override
  public Class<LeakySource> specType() {
    return LeakySource.class;
  }

  @Override
  public void check(Setup<LeakySource> setup) {
    leak(setup).uncheckedAt("check");
  }

  @Override
  public String persistentKey(Setup<LeakySource> setup) {
    return "somewhere";
  }

  @Override
  public ItemReader open(Setup<LeakySource> setup) throws Exception {
    leak(setup).at("open");
    return new Reader(leak(setup));
  }

  private static Leak leak(Setup<LeakySource> setup) {
    return new Leak(setup.spec().password(), setup.spec().leaks());
  }

  private record Reader(Leak leak) implements ItemReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      leak.at("list");
      for (String key : List.of("a", "b", "c")) {
        items.accept(new ItemVersion(key, "1"));
      }
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      leak.at("read");
      List<ItemContent> contents = new ArrayList<>();
      for (String key : keys) {
        boolean fails = key.equals("c") && leak.places().contains("item");
        contents.add(
            fails
                ? ItemContent.failed(key, leak.failure("item"))
                : ItemContent.of(key, "1", "text".getBytes(StandardCharsets.UTF_8)));
      }
      return contents;
    }
  }
}
