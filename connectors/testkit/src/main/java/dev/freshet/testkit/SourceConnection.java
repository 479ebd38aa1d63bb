package dev.freshet.testkit;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One connector instance and its reader, opened, used and closed as the engine does. One thread.
 */
final class SourceConnection<S extends SourceSpec> implements AutoCloseable {
  private final SourceConnector<S> connector;
  private final ItemReader reader;

  private SourceConnection(SourceConnector<S> connector, ItemReader reader) {
    this.connector = connector;
    this.reader = reader;
  }

  /** Lets a failure of {@code open} pass. */
  static <S extends SourceSpec> SourceConnection<S> open(
      SourceConnector<S> connector, Setup<S> setup) throws Exception {
    ItemReader reader;
    try {
      reader = connector.open(setup);
    } catch (Throwable e) {
      connector.close();
      throw e;
    }
    if (reader == null) {
      connector.close();
      throw Failure.of("open returned null; wanted a reader");
    }
    return new SourceConnection<>(connector, reader);
  }

  ItemReader reader() {
    return reader;
  }

  /** Versions by key. Lets a failure of {@code list} pass. */
  Map<String, String> list(Consumer<ItemVersion> alsoTo) throws Exception {
    Map<String, String> versions = new LinkedHashMap<>();
    reader.list(
        item -> {
          alsoTo.accept(item);
          add(versions, item);
        });
    return versions;
  }

  private static void add(Map<String, String> versions, ItemVersion item) {
    if (item == null || item.key() == null || item.version() == null) {
      throw Failure.of("list reported " + item + "; every item has a key and a version");
    }
    if (versions.put(item.key(), item.version()) != null) {
      throw Failure.of(
          "list reported " + Texts.quoted(item.key()) + " twice; every key is listed once");
    }
  }

  /** Contents by key, those that failed included. */
  Map<String, ItemContent> read(List<String> keys) {
    List<ItemContent> contents = Failure.unless("read(" + keys + ")", () -> reader.read(keys));
    if (contents == null) {
      throw Failure.of("read returned null; return an empty list where nothing is there");
    }
    Map<String, ItemContent> byKey = new LinkedHashMap<>();
    for (ItemContent content : contents) {
      if (!keys.contains(content.key())) {
        throw Failure.of(
            "read was asked for %s and also returned %s"
                .formatted(Texts.listed(keys, Texts::quoted), Texts.quoted(content.key())));
      }
      if (byKey.put(content.key(), content) != null) {
        throw Failure.of("read returned " + Texts.quoted(content.key()) + " twice");
      }
      if ((content.content() == null) == (content.failure() == null)) {
        throw Failure.of(
            "read returned %s with %s; it takes one of them"
                .formatted(
                    Texts.quoted(content.key()),
                    content.content() == null
                        ? "neither content nor a failure"
                        : "both content and a failure"));
      }
    }
    return byKey;
  }

  ItemContent readOne(String key) {
    ItemContent content = read(List.of(key)).get(key);
    if (content == null) {
      throw Failure.of(
          "read(%s) found nothing though the item is there".formatted(Texts.quoted(key)));
    }
    return content;
  }

  @Override
  public void close() {
    Failure.unless(
        "close",
        () -> {
          try {
            reader.close();
          } finally {
            connector.close();
          }
          return true;
        });
  }
}
