package dev.freshet.testkit;

import dev.freshet.api.ItemContent;
import dev.freshet.api.SourceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One source of a test. It is listed and read with an instance of its own each time; whatever a
 * connector, or the test class itself, throws fails the test.
 */
final class SourcePlace<S extends SourceSpec> {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final SourceConnectorContract<S> contract;
  private final String name;
  private final S spec;

  private SourcePlace(SourceConnectorContract<S> contract, String name) {
    this.contract = contract;
    this.name = name;
    this.spec = contract.spec(name);
  }

  static <S extends SourceSpec> SourcePlace<S> create(SourceConnectorContract<S> contract) {
    SourcePlace<S> place = new SourcePlace<>(contract, ConnectorContract.newPlace());
    place.edit("create", () -> contract.create(place.spec));
    return place;
  }

  private interface Edit {
    void run() throws Exception;
  }

  private void edit(String what, Edit edit) {
    Failure.unless(
        what,
        () -> {
          edit.run();
          return true;
        });
  }

  void put(String key, String text) {
    edit("put", () -> contract.put(spec, key, text));
  }

  /** Returns the keys. */
  List<String> putMany(int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(contract.key(i));
      put(contract.key(i), text(contract.key(i)));
    }
    return keys;
  }

  private static String text(String key) {
    return "text of " + key;
  }

  void remove(String key) {
    edit("remove", () -> contract.remove(spec, key));
  }

  void makeUnlistable() {
    edit("makeUnlistable", () -> contract.makeUnlistable(spec));
  }

  boolean makeUnreadable(String key) {
    return Failure.unless("makeUnreadable", () -> contract.makeUnreadable(spec, key));
  }

  /** Lets a failure of {@code open} pass. */
  SourceConnection<S> connect() throws Exception {
    return SourceConnection.open(contract.connector(), contract.setup(name));
  }

  /** Versions by key. */
  Map<String, String> list() {
    return Failure.unless(
        "Listing",
        () -> {
          try (SourceConnection<S> connection = connect()) {
            return connection.list(item -> {});
          }
        });
  }

  /** A listing that the next one equals: a version that is not certain yet may change. */
  Map<String, String> settled() throws InterruptedException {
    Duration patience = contract.patience();
    long end = System.nanoTime() + patience.toNanos();
    Map<String, String> before = list();
    while (System.nanoTime() < end) {
      Thread.sleep(PAUSE.toMillis());
      Map<String, String> now = list();
      if (now.equals(before)) {
        return now;
      }
      before = now;
    }
    throw Failure.of(
        "The versions still change %d s after the last change of an item: every run would read everything again. The last listing was %s"
            .formatted(patience.toSeconds(), before));
  }

  /** Contents by key. */
  Map<String, ItemContent> read(List<String> keys) throws Exception {
    try (SourceConnection<S> connection = connect()) {
      return connection.read(keys);
    }
  }

  void expectKeys(List<String> wanted, String after) {
    Map<String, String> listed = list();
    List<String> missing = wanted.stream().filter(key -> !listed.containsKey(key)).toList();
    List<String> extra = listed.keySet().stream().filter(key -> !wanted.contains(key)).toList();
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw Failure.of(
          "After %s, list should report %d items; it leaves out %s and adds %s"
              .formatted(after, wanted.size(), words(missing), words(extra)));
    }
  }

  private static String words(List<String> keys) {
    return keys.isEmpty() ? "none" : Texts.listed(keys, Texts::quoted);
  }

  /** Those of {@link #putMany}. */
  void expectContents(Map<String, ItemContent> read, List<String> keys) {
    for (String key : keys) {
      ItemContent content = read.get(key);
      if (content == null) {
        throw Failure.of(
            "read left out %s though the item is there: the engine takes it for gone"
                .formatted(Texts.quoted(key)));
      }
      expectContent(content, text(key));
    }
  }

  void expectContent(ItemContent read, String text) {
    ReadContent.expect(read, contract.content(read.key(), text));
  }
}
