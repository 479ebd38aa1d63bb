package dev.freshet.testkit;

import static dev.freshet.api.ItemChange.Kind.REMOVED;
import static dev.freshet.api.ItemChange.Kind.TOUCHED;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.RowSchema;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.WatchingReader;
import dev.freshet.testkit.HostileKeys.HostileKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What the engine relies on in a source connector, as tests against the real system. A connector's
 * test class extends this and says where places are and how items are made, edited, removed and put
 * out of reach there, without the connector:
 *
 * <pre>{@code
 * final class LocalFilesContractTest extends SourceConnectorContract<LocalFiles> {
 *   protected @TempDir Path root;
 *
 *   protected LocalFilesConnector connector() { return new LocalFilesConnector(); }
 *   protected LocalFiles spec(String place) { return new LocalFiles(root.resolve(place).toString()); }
 *   protected void create(LocalFiles spec) { ... }
 *   protected void put(LocalFiles spec, String key, String text) { ... }
 *   protected void remove(LocalFiles spec, String key) { ... }
 *   protected void makeUnlistable(LocalFiles spec) { ... }
 * }
 * }</pre>
 *
 * <p>Connectors are called as the engine calls them: specs as they come out of JSON, a reader per
 * thread, items read by readers that never listed. A reader that is a {@link WatchingReader} is
 * tested as one.
 *
 * <p>What a source cannot do is said by overriding {@link #canHold} and {@link #readsVersions}.
 *
 * @param <S> the spec
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract non-sealed class SourceConnectorContract<S extends SourceSpec>
    extends ConnectorContract<S> {
  @Override
  protected abstract SourceConnector<S> connector();

  /** Makes the place, without items; nothing if a place need not be made. */
  protected void create(S spec) throws Exception {}

  /** Makes the item in the real source, or replaces its content. */
  protected abstract void put(S spec, String key, String text) throws Exception;

  /** Removes an item that is there from the real source. */
  protected abstract void remove(S spec, String key) throws Exception;

  /**
   * Sees to it that from now on no complete listing can be had: the server is down, the directory
   * gone, the permission withdrawn.
   */
  protected abstract void makeUnlistable(S spec) throws Exception;

  /**
   * Lets reading this item fail, though it is still listed, where the source can do that; returns
   * whether it did.
   */
  protected boolean makeUnreadable(S spec, String key) throws Exception {
    return false;
  }

  /** What the connector delivers for an item that was put: the text as UTF-8 unless told. */
  protected Object content(String key, String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The keys that tests use, as the source writes them. */
  protected String key(int number) {
    return "item-" + number;
  }

  /** Whether the source can have an item with this key at all. */
  protected boolean canHold(String key) {
    return true;
  }

  /** More items than the source hands out at once, so that a listing takes several requests. */
  protected int manyItems() {
    return 1_000;
  }

  /**
   * Whether {@code read} says which version the content has. If it does not, items are read again
   * by every run.
   */
  protected boolean readsVersions() {
    return true;
  }

  /** How long to wait for what the source reports late: versions to settle, changes to be seen. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  @Override
  final RowSchema schema() {
    return new RowSchema(List.of(), List.of());
  }

  @Override
  final List<Class<?>> registered(ClassLoader loader) {
    return ServiceLoader.load(SourceConnector.class, loader).stream()
        .<Class<?>>map(ServiceLoader.Provider::type)
        .toList();
  }

  // Listing

  @Test
  void listsNothingWhereThereIsNothing() {
    SourcePlace.create(this).expectKeys(List.of(), "the place was made");
  }

  @Test
  void listsEveryItemOnce() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(manyItems());
    place.expectKeys(keys, keys.size() + " items were put");
  }

  @Test
  void throwsWhenNothingCanBeListed() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.putMany(3);
    place.makeUnlistable();
    Map<String, String> listed;
    try (SourceConnection<S> connection = place.connect()) {
      listed = connection.list(item -> {});
    } catch (Exception e) {
      return;
    }
    throw Failure.of(
        "list returned %d of 3 items after makeUnlistable(spec): a listing that cannot be had must throw, or the engine deletes the rows of the items that are not in it"
            .formatted(listed.size()));
  }

  @Test
  void isCompleteOrThrowsWhenItFailsHalfWay() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(manyItems());
    Map<String, String> listed;
    try (SourceConnection<S> connection = place.connect()) {
      listed = connection.list(once(place::makeUnlistable));
    } catch (Exception e) {
      return;
    }
    if (listed.size() != keys.size()) {
      throw Failure.of(
          "The source failed half way, and list returned normally with %d of %d items: half a listing must throw, or the engine deletes the rows of the other half"
              .formatted(listed.size(), keys.size()));
    }
  }

  @Test
  void letsTheExceptionOfWhoeverIsListingPass() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.putMany(3);
    IllegalStateException stop = new IllegalStateException("stop listing");
    try (SourceConnection<S> connection = place.connect()) {
      connection.list(
          item -> {
            throw stop;
          });
    } catch (Exception e) {
      if (!isCausedBy(stop, e)) {
        throw Failure.of("list threw " + e + " where its consumer had thrown " + stop, e);
      }
      return;
    }
    throw Failure.of("list returned normally although its consumer threw an exception");
  }

  // Versions

  @Test
  void versionsStayWhileNothingChanges() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(3);
    Map<String, String> settled = place.settled();
    place.read(keys);
    Map<String, String> again = place.list();
    for (String key : keys) {
      if (!String.valueOf(settled.get(key)).equals(again.get(key))) {
        throw Failure.of(
            "The version of %s was %s and is %s for another instance after it was read, though the item is the same: it would be read again by every run"
                .formatted(
                    Texts.quoted(key),
                    Texts.quoted(settled.get(key)),
                    Texts.quoted(again.get(key))));
      }
    }
  }

  @Test
  void everyChangeOfContentChangesTheVersion() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    String before = "";
    String text = "";
    for (String next : List.of("one", "two", "one", "six", "a longer text", "ten")) {
      place.put(key(0), next);
      String version = place.list().get(key(0));
      if (before.equals(version)) {
        throw Failure.of(
            "The version of %s is %s both for the content %s and for %s put after it: the change would never be seen"
                .formatted(
                    Texts.quoted(key(0)),
                    Texts.quoted(version),
                    Texts.quoted(text),
                    Texts.quoted(next)));
      }
      before = String.valueOf(version);
      text = next;
    }
  }

  @Test
  void anItemThatWasRemovedAndMadeAgainHasAnotherVersion() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.put(key(0), "one");
    String before = place.list().get(key(0));
    place.remove(key(0));
    place.put(key(0), "two");
    if (String.valueOf(before).equals(place.list().get(key(0)))) {
      throw Failure.of(
          "The version of %s is still %s after the item was removed and made again with other content: the change would never be seen"
              .formatted(Texts.quoted(key(0)), Texts.quoted(before)));
    }
  }

  @Test
  void removedItemsAreNoLongerListed() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(3);
    place.list();
    place.remove(keys.get(1));
    place.expectKeys(List.of(keys.get(0), keys.get(2)), "one of 3 items was removed");
    place.put(keys.get(1), "again");
    place.expectKeys(keys, "the item was made again");
  }

  // Reading

  @Test
  void readsItemsInAnyOrderWithoutHavingListed() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = new ArrayList<>(place.putMany(40));
    Collections.reverse(keys);
    place.expectContents(place.read(keys), keys);
    for (String key : keys.subList(0, 3)) {
      place.expectContents(place.read(List.of(key)), List.of(key));
    }
  }

  @Test
  void readsWhatAnItemHoldsNow() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.put(key(0), "old");
    try (SourceConnection<S> connection = place.connect()) {
      String listed = connection.list(item -> {}).get(key(0));
      place.put(key(0), "new");
      ItemContent read = connection.readOne(key(0));
      place.expectContent(read, "new");
      if (listed != null && listed.equals(read.version())) {
        throw Failure.of(
            "%s was listed with version %s, then changed, then read: the new content came with the old version. Take the version after the content, or together with it"
                .formatted(Texts.quoted(key(0)), Texts.quoted(listed)));
      }
    }
  }

  @Test
  void readsTheVersionThatIsListed() throws Exception {
    Assumptions.assumeTrue(readsVersions(), "readsVersions() is false");
    SourcePlace<S> place = SourcePlace.create(this);
    place.putMany(1);
    String listed = place.settled().get(key(0));
    try (SourceConnection<S> connection = place.connect()) {
      String read = connection.readOne(key(0)).version();
      if (!String.valueOf(listed).equals(read)) {
        throw Failure.of(
            "%s is listed with version %s and read with version %s though nothing changed: it would be read again by every run. A connector that cannot tell says so with readsVersions()"
                .formatted(Texts.quoted(key(0)), Texts.quoted(listed), Texts.quoted(read)));
      }
    }
  }

  @Test
  void leavesOutWhatIsGone() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(3);
    place.remove(keys.get(1));
    Map<String, ItemContent> read = place.read(keys);
    ItemContent gone = read.get(keys.get(1));
    if (gone != null) {
      throw Failure.of(
          "read returned %s for %s, which was removed: a key that is gone is left out of the result"
              .formatted(
                  gone.failure() == null ? "content" : "the failure " + gone.failure(),
                  Texts.quoted(keys.get(1))));
    }
    place.expectContents(read, List.of(keys.get(0), keys.get(2)));
    if (!place.read(List.of(keys.get(1))).isEmpty()) {
      throw Failure.of("read of " + Texts.quoted(keys.get(1)) + " alone found it, though removed");
    }
  }

  @Test
  void anItemThatCannotBeReadFailsAlone() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(3);
    Assumptions.assumeTrue(
        place.makeUnreadable(keys.get(1)), "makeUnreadable makes nothing unreadable");
    Map<String, ItemContent> read = place.read(keys);
    ItemContent failed = read.get(keys.get(1));
    if (failed == null || failed.failure() == null) {
      throw Failure.of(
          "read %s %s, which cannot be read: report it with ItemContent.failed, or the engine takes it for %s"
              .formatted(
                  failed == null ? "left out" : "returned content for",
                  Texts.quoted(keys.get(1)),
                  failed == null ? "gone" : "changed"));
    }
    place.expectContents(read, List.of(keys.get(0), keys.get(2)));
  }

  @Test
  void readsEmptyAndLargeItems() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> texts = List.of("", "line\r\nbreak \"quoted\" grüße 日本語 😀", "x".repeat(1 << 20));
    for (int i = 0; i < texts.size(); i++) {
      place.put(key(i), texts.get(i));
    }
    try (SourceConnection<S> connection = place.connect()) {
      for (int i = 0; i < texts.size(); i++) {
        place.expectContent(connection.readOne(key(i)), texts.get(i));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> findsItemsWithEveryKeyThatTheSourceCanHold() {
    return HostileKeys.ALL.stream()
        .filter(key -> canHold(key.key()))
        .map(key -> DynamicTest.dynamicTest("key with " + key.what(), () -> finds(key)));
  }

  private void finds(HostileKey hostile) throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.put(hostile.key(), "text");
    place.expectKeys(List.of(hostile.key()), "an item with that key was put");
    try (SourceConnection<S> connection = place.connect()) {
      place.expectContent(connection.readOne(hostile.key()), "text");
    }
    place.remove(hostile.key());
    place.expectKeys(List.of(), "the item with that key was removed");
  }

  // Instances

  @Test
  void readersWorkBesideEachOther() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    List<String> keys = place.putMany(40);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(i -> new Thread(() -> readInto(place, keys, failure)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw Failure.of("With four readers in four threads: " + failure.get(), failure.get());
    }
  }

  private void readInto(
      SourcePlace<S> place, List<String> keys, AtomicReference<Throwable> failure) {
    try {
      place.expectContents(place.read(keys), keys);
      place.expectKeys(keys, "four readers were opened");
    } catch (Exception | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  @Test
  void closeEndsWhatWasStarted() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.putMany(3);
    List<Thread> before = lastingThreads();
    try (SourceConnection<S> connection = place.connect()) {
      connection.list(item -> {});
      connection.read(List.of(key(0)));
      if (connection.reader() instanceof WatchingReader reader) {
        reader.watch().close();
      }
      if (connection.reader() instanceof LogReader reader) {
        reader.log(null).close();
      }
    }
    expectNoThreadBeside(before, "after the reader and the connector were closed");
    place.expectKeys(List.of(key(0), key(1), key(2)), "another instance was closed");
  }

  // Watching, and following a log

  @Test
  void seesChangesFromTheMomentTheWatchIsOpen() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    place.put(key(0), "one");
    place.put(key(1), "one");
    try (SourceConnection<S> connection = place.connect();
        TestedWatch watch = watch(connection)) {
      place.put(key(0), "changed before the listing");
      connection.list(item -> {});
      watch.expect(key(0), "it was changed after the watch was open and before the listing");
      place.put(key(2), "new");
      watch.expect(key(2), "it was made");
      place.remove(key(1));
      watch.expect(key(1), "it was removed");
      place.put(key(1), "again");
      watch.expect(key(1), "it was made again");
    }
  }

  @Test
  void aQuietWatchReturnsAndCanBeInterrupted() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    try (SourceConnection<S> connection = place.connect();
        TestedWatch watch = watch(connection)) {
      watch.poll(Duration.ofMillis(50));
      Thread poller = new Thread(watch::pollUntilInterrupted);
      poller.start();
      poller.interrupt();
      poller.join(patience().toMillis());
      if (poller.isAlive()) {
        throw Failure.of(
            "poll still waits %s after its thread was interrupted; the engine ends a watch so"
                .formatted(patience()));
      }
    }
  }

  @Test
  void theLogTellsEveryChangeInOrderAndThatItsEndIsReached() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    try (SourceConnection<S> connection = place.connect();
        TestedLog log = log(connection, null)) {
      for (int i = 0; i < 3; i++) {
        place.put(key(i), "one");
      }
      place.put(key(0), "two");
      place.remove(key(1));
      place.remove(key(2));
      place.put(key(2), "again");
      log.readToTheEnd();
      log.expectLast(Map.of(key(0), TOUCHED, key(1), REMOVED, key(2), TOUCHED));
      log.readToTheEnd();
    }
  }

  @Test
  void theLogGoesOnFromAPositionEvenIfNothingBehindItWasCompleted() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    String position;
    try (SourceConnection<S> connection = place.connect();
        TestedLog log = log(connection, null)) {
      place.put(key(0), "one");
      log.readToTheEnd();
      position = log.position();
      place.put(key(1), "read and not completed");
      log.readToTheEnd();
    }
    place.put(key(2), "while nobody followed");
    try (SourceConnection<S> connection = place.connect();
        TestedLog log = log(connection, position)) {
      log.readToTheEnd();
      log.expectLast(Map.of(key(1), TOUCHED, key(2), TOUCHED));
      log.completed(log.position());
    }
  }

  @Test
  void theLogSaysThatAPositionIsLostOrTellsAllThatCameAfterIt() throws Exception {
    SourcePlace<S> place = SourcePlace.create(this);
    String early;
    try (SourceConnection<S> connection = place.connect();
        TestedLog log = log(connection, null)) {
      early = log.position();
      place.put(key(0), "one");
      log.readToTheEnd();
      log.completed(log.position());
      log.readToTheEnd();
    }
    try (SourceConnection<S> connection = place.connect();
        TestedLog log = log(connection, early)) {
      log.readToTheEnd();
      log.expectLast(Map.of(key(0), TOUCHED));
    } catch (PositionLost e) {
      return;
    }
  }

  private TestedWatch watch(SourceConnection<?> connection) throws Exception {
    if (connection.reader() instanceof LogReader reader) {
      return new TestedWatch(reader.log(null), patience());
    }
    Assumptions.assumeTrue(
        connection.reader() instanceof WatchingReader, "the reader is no WatchingReader");
    return new TestedWatch(((WatchingReader) connection.reader()).watch(), patience());
  }

  private TestedLog log(SourceConnection<?> connection, @Nullable String position)
      throws Exception {
    Assumptions.assumeTrue(connection.reader() instanceof LogReader, "the reader is no LogReader");
    return new TestedLog(((LogReader) connection.reader()).log(position), patience());
  }

  private static Consumer<ItemVersion> once(Runnable step) {
    AtomicBoolean done = new AtomicBoolean();
    return item -> {
      if (!done.getAndSet(true)) {
        step.run();
      }
    };
  }

  private static boolean isCausedBy(Throwable cause, Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(each -> each == cause);
  }
}
