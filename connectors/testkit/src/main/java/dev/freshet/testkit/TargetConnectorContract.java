package dev.freshet.testkit;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.SetupChange.Alter;
import dev.freshet.api.SetupChange.Create;
import dev.freshet.api.SetupChange.Drop;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.testkit.HostileKeys.HostileKey;
import dev.freshet.testkit.TargetConnection.Rejected;
import dev.freshet.testkit.TargetPlace.Batch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What the engine relies on in a target connector, as tests against the real system. A connector's
 * test class extends this and says where places are, what rows look like, and how to read them back
 * without the connector.
 *
 * <p>Connectors are called as the engine calls them: specs as they come out of JSON, keys and
 * values as they come out of the row encoding, an instance per use, closed after a call that threw.
 *
 * <p>What a connector cannot do is said by overriding {@link #takes} and {@link #writesRowByRow};
 * then the contract checks that it refuses as it should.
 *
 * @param <S> the spec
 * @param <R> the record that a flow would declare as rows
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract non-sealed class TargetConnectorContract<S extends TargetSpec, R extends Record>
    extends ConnectorContract<S> {
  private static final int FEW = 20;

  private final List<TargetPlace<S, R>> created = new ArrayList<>();

  @Override
  protected abstract TargetConnector<S, ?, ?, ?> connector();

  /**
   * A row with this key whose other components depend on {@code text}: equal for equal arguments,
   * with another key for another key, and another value for another text. A connector whose keys
   * are no text derives them from it.
   */
  protected abstract R row(String key, String text);

  /**
   * Reads back what the place really holds, not through the connector: files, a query, what the
   * server received. No rows if there is no such place.
   */
  protected abstract Collection<R> rowsAt(S spec) throws Exception;

  /**
   * Whether the target can hold this row. A row that it cannot hold must be rejected with a reason
   * that names its key, without any effect on others.
   */
  protected boolean takes(R row) {
    return true;
  }

  /**
   * Whether rows are written one by one, so that the fence must be checked between them. False for
   * a connector that writes a call's rows in one transaction or request.
   */
  protected boolean writesRowByRow() {
    return true;
  }

  /**
   * The same place with another value of an option that may be edited; the same spec if there is
   * none.
   */
  protected S edited(S spec) {
    return spec;
  }

  @Override
  final RowSchema schema() {
    return codec().schema();
  }

  private RowCodec<R> codec() {
    return RowCodec.of(row("key", "text"));
  }

  @Override
  final List<Class<?>> registered(ClassLoader loader) {
    return ServiceLoader.load(TargetConnector.class, loader).stream()
        .<Class<?>>map(ServiceLoader.Provider::type)
        .toList();
  }

  @AfterEach
  final void dropWhatWasCreated() throws Exception {
    checkOutside();
    for (TargetPlace<S, R> place : created) {
      remove(place, rowsAt(place.spec()));
    }
  }

  // Setup

  @Test
  void setupMayBeAppliedTwice() {
    TargetPlace<S, R> place = place();
    apply(new Create<>(place.setup()));
    apply(new Create<>(place.setup()));
    write(place, rows(3, "first"), "setup was applied twice");
  }

  @Test
  void setupMayBeInterruptedAtAnyPoint() {
    TargetPlace<S, R> place = place();
    interrupted(new Create<>(place.setup()));
    apply(new Create<>(place.setup()));
    write(place, rows(3, "first"), "an interrupted setup was repeated");
    deleteIfDropDoesNot(place, rows(3, "first"));
    interrupted(new Drop<>(place.setup()));
    apply(new Drop<>(place.setup()));
    found(place).expectExactly(List.of(), "an interrupted drop was repeated");
  }

  @Test
  void dropsWhatWasNeverOrOnlyPartlyCreated() {
    TargetPlace<S, R> place = place();
    apply(new Drop<>(place.setup()));
    interrupted(new Create<>(place.setup()));
    apply(new Drop<>(place.setup()));
    found(place).expectExactly(List.of(), "a drop of what was partly created");
  }

  @Test
  void dropLeavesNothingBehind() {
    TargetPlace<S, R> place = create();
    write(place, rows(3, "first"), "a first batch");
    deleteIfDropDoesNot(place, rows(3, "first"));
    apply(new Drop<>(place.setup()));
    found(place).expectExactly(List.of(), "a drop (dropDeletesRows() says who deletes the rows)");
    apply(new Drop<>(place.setup()));
    apply(new Create<>(place.setup()));
    found(place).expectExactly(List.of(), "it was dropped and created anew");
    write(place, rows(2, "second"), "it was dropped and created anew");
  }

  @Test
  void dropOfOneTargetLeavesOthers() {
    TargetPlace<S, R> place = create();
    TargetPlace<S, R> other = create();
    write(place, rows(3, "first"), "a first batch");
    write(other, rows(3, "other"), "a first batch");
    remove(place, rows(3, "first"));
    found(other).expectExactly(rows(3, "other"), "a drop of another target");
  }

  @Test
  void anEditOfTheSpecKeepsItsPromise() throws Exception {
    TargetPlace<S, R> place = create();
    TargetPlace<S, R> edited =
        place.edited(setup(place.setup().name(), edited(place.setup().spec())));
    Assumptions.assumeFalse(edited.spec().equals(place.spec()), "edited(spec) changes nothing");
    created.add(edited);
    write(place, rows(3, "first"), "a first batch");
    Compatibility compatibility = compatibility(place, edited);
    if (compatibility == Compatibility.RECREATE) {
      remove(place, rows(3, "first"));
      apply(new Create<>(edited.setup()));
      found(edited).expectExactly(List.of(), "an edit that is RECREATE was dropped and created");
    } else {
      interrupted(new Alter<>(place.setup(), edited.setup()));
      apply(new Alter<>(place.setup(), edited.setup()));
      apply(new Alter<>(place.setup(), edited.setup()));
    }
    if (compatibility == Compatibility.COMPATIBLE) {
      found(edited).expectExactly(rows(3, "first"), "an edit that is said to be COMPATIBLE");
    }
    write(edited, rows(3, "first"), "an edit that is " + compatibility + " and all rows again");
    remove(edited, rows(3, "first"));
    found(edited).expectExactly(List.of(), "the edited target was dropped");
  }

  private Compatibility compatibility(TargetPlace<S, R> before, TargetPlace<S, R> after) {
    if (!keyOf(before.setup()).equals(keyOf(after.setup()))) {
      return Compatibility.RECREATE;
    }
    return Failure.unless(
        "compatibility", () -> connector().compatibility(before.setup(), after.setup()));
  }

  @Test
  void anUneditedTargetIsCompatible() {
    TargetPlace<S, R> place = place();
    Compatibility same = compatibility(place, place);
    if (same != Compatibility.COMPATIBLE) {
      throw Failure.of(
          "compatibility of a setup with itself is %s; wanted COMPATIBLE".formatted(same));
    }
  }

  // Rows

  @Test
  void upsertsReplaceWholeRows() {
    TargetPlace<S, R> place = create();
    write(place, rows(3, "a longer first value"), "a first batch");
    write(place, rows(3, "second"), "upserts of rows that were there");
  }

  @Test
  void theSameBatchTwiceIsAsOnce() {
    TargetPlace<S, R> place = create();
    write(place, rows(FEW, "first"), "a first batch");
    Batch<S, R> batch = place.batch(rows(FEW / 2, "second"), lastRows());
    List<R> wanted = rows(FEW / 2, "second");
    write(List.of(batch));
    found(place).expectExactly(wanted, "a batch of upserts and deletes");
    write(List.of(batch));
    found(place).expectExactly(wanted, "the same batch twice");
  }

  @Test
  void aPartAndThenTheWholeBatchIsAsTheWhole() {
    for (int part : new int[] {1, FEW / 2, FEW - 1}) {
      TargetPlace<S, R> place = create();
      write(place, rows(FEW, "first"), "a first batch");
      Batch<S, R> batch = place.batch(rows(FEW / 2, "second"), lastRows());
      write(List.of(batch.part(0, part)));
      write(List.of(batch));
      found(place)
          .expectExactly(rows(FEW / 2, "second"), "a prefix of a batch, then the whole batch");
      write(List.of(batch.part(part, FEW)));
      found(place)
          .expectExactly(rows(FEW / 2, "second"), "a batch, then the later part of it again");
    }
  }

  /** As the engine splits a batch that failed. */
  @Test
  void aBatchInPiecesIsAsTheWhole() {
    TargetPlace<S, R> place = create();
    write(place, rows(FEW, "first"), "a first batch");
    Batch<S, R> batch = place.batch(rows(FEW / 2, "second"), lastRows());
    for (int i = FEW - 1; i >= 0; i--) {
      write(List.of(batch.part(i, i + 1)));
    }
    found(place).expectExactly(rows(FEW / 2, "second"), "a batch in single pieces");
  }

  @Test
  void deletesWhetherOrNotTheRowIsThere() {
    TargetPlace<S, R> place = create();
    write(List.of(place.deletes(rows(1, "absent"))));
    found(place).expectExactly(List.of(), "a delete of a row in an empty target");
    write(place, rows(3, "first"), "a first batch");
    write(List.of(place.deletes(List.of(row("key-1", "other"), row("never-written", "text")))));
    List<R> left = List.of(row("key-0", "first"), row("key-2", "first"));
    found(place).expectExactly(left, "deletes of one row that is there and one that is not");
    write(List.of(place.deletes(List.of(row("key-1", "other")))));
    found(place).expectExactly(left, "a delete of a row that was deleted before");
  }

  @Test
  void rowsComeBackAfterADelete() {
    TargetPlace<S, R> place = create();
    write(place, rows(3, "first"), "a first batch");
    write(List.of(place.deletes(rows(3, "first"))));
    found(place).expectExactly(List.of(), "a delete of all rows");
    write(place, rows(3, "second"), "an upsert after a delete");
    write(List.of(place.deletes(rows(3, "second"))));
    found(place).expectExactly(List.of(), "a delete after an upsert after a delete");
  }

  @Test
  void takesTenThousandRowsAtOnce() {
    TargetPlace<S, R> place = create();
    List<R> many = rows(BatchCommit.MOST_ROWS, "text");
    write(place, many, "a batch of " + many.size() + " upserts");
    write(List.of(place.deletes(many.subList(1, many.size()))));
    found(place).expectExactly(many.subList(0, 1), "a batch of " + (many.size() - 1) + " deletes");
  }

  @Test
  void keepsTwoTargetsOfOneCallApart() throws Exception {
    TargetPlace<S, R> one = create();
    TargetPlace<S, R> other = create();
    write(List.of(one.upserts(rows(3, "one")), other.upserts(rows(3, "other"))));
    found(one).expectExactly(rows(3, "one"), "one call with equal keys in two targets");
    found(other).expectExactly(rows(3, "other"), "one call with equal keys in two targets");
    write(List.of(one.deletes(rows(3, "one")), other.upserts(rows(2, "second"))));
    found(one).expectExactly(List.of(), "one call that deletes here and upserts in another target");
    found(other)
        .expectExactly(
            List.of(row("key-0", "second"), row("key-1", "second"), row("key-2", "other")),
            "one call that upserts here and deletes in another target");
  }

  @Test
  void valuesArriveAsTheyAre() {
    TargetPlace<S, R> place = create();
    List<R> rows = new ArrayList<>();
    for (HostileKey text : HostileKeys.ALL) {
      R row = row("value-" + rows.size(), text.key());
      if (takes(row)) {
        rows.add(row);
      }
    }
    write(place, rows, "values with quotes, line breaks, NUL and letters of many languages");
  }

  // Keys

  @TestFactory
  Stream<DynamicTest> takesOrRejectsEveryKey() {
    return HostileKeys.ALL.stream()
        .map(key -> DynamicTest.dynamicTest("key with " + key.what(), () -> takesOrRejects(key)));
  }

  private void takesOrRejects(HostileKey hostile) {
    TargetPlace<S, R> place = create();
    R row = row(hostile.key(), "text");
    R plain = row("plain", "text");
    String what = "a batch with a key that has %s (%s)".formatted(hostile.what(), key(place, row));
    List<R> wanted = takes(row) ? List.of(plain, row) : List.of(plain);
    Batch<S, R> batch = place.upserts(List.of(row, plain));
    for (int i = 0; i < 2; i++) {
      List<Rejected<R>> rejected = mutate(List.of(batch), what);
      expectRejections(place, rejected, takes(row) ? List.of() : List.of(row), what);
      found(place).expectExactly(wanted, what);
    }
    write(List.of(place.deletes(List.of(row))));
    found(place).expectExactly(List.of(plain), "a delete of the key " + key(place, row));
  }

  @Test
  void keysThatLookAlikeAreDifferentRows() {
    TargetPlace<S, R> place = create();
    List<R> all = new ArrayList<>();
    HostileKeys.ALL.forEach(key -> all.add(row(key.key(), key.what())));
    all.addAll(rows(3, "first"));
    List<R> taken = all.stream().filter(this::takes).toList();
    List<R> refused = all.stream().filter(row -> !takes(row)).toList();
    String what = "one batch with all kinds of keys";
    expectRejections(place, mutate(List.of(place.upserts(all)), what), refused, what);
    found(place).expectExactly(taken, what);
    write(List.of(place.deletes(all)));
    found(place).expectExactly(List.of(), "deletes of all kinds of keys");
  }

  private void expectRejections(
      TargetPlace<S, R> place, List<Rejected<R>> rejected, List<R> refused, String what) {
    for (Rejected<R> each : rejected) {
      String key = key(place, each.row());
      if (refused.stream().noneMatch(row -> row == each.row())) {
        throw Failure.of(
            "In %s, the row %s was rejected: %s. If the target cannot hold it, say so in takes(row)"
                .formatted(what, key, each.reason()));
      }
      if (!HostileKeys.names(each.reason(), textKey(each.row()))) {
        throw Failure.of(
            "In %s, the row %s was rejected with a reason that does not name its key: %s"
                .formatted(what, key, each.reason()));
      }
    }
    for (R row : refused) {
      if (rejected.stream().filter(each -> each.row() == row).count() != 1) {
        throw Failure.of(
            "In %s, the row %s should be rejected once, since takes(row) says that the target cannot hold it; it was not. The target now holds %d rows"
                .formatted(what, key(place, row), found(place).size()));
      }
    }
  }

  private String textKey(R row) {
    Object key = codec().type().values(row).get(0);
    return key instanceof String text ? text : "";
  }

  private String key(TargetPlace<S, R> place, R row) {
    return place.describeKey(row);
  }

  // Instances

  @Test
  void rowsAreThereWhenMutateReturnsAndStayWhenItIsClosed() throws Exception {
    TargetPlace<S, R> place = create();
    List<Thread> before = lastingThreads();
    try (TargetConnection<S, R> connection = connect()) {
      connection.mutate(() -> {}, List.of(place.upserts(rows(FEW, "first"))));
      found(place).expectExactly(rows(FEW, "first"), "mutate returned, before close");
      connection.mutate(() -> {}, List.of(place.deletes(lastRows())));
      found(place).expectExactly(rows(FEW / 2, "first"), "a second mutate returned, before close");
    }
    found(place).expectExactly(rows(FEW / 2, "first"), "close");
    expectNoThreadBeside(before, "after close");
    write(List.of(place.upserts(rows(FEW, "second"))));
    found(place).expectExactly(rows(FEW, "second"), "an instance that came after a closed one");
  }

  @Test
  void prepareTouchesNoRows() throws Exception {
    TargetPlace<S, R> place = create();
    write(place, rows(3, "first"), "a first batch");
    try (TargetConnection<S, R> connection = connect()) {
      connection.prepare(place);
      found(place).expectExactly(rows(3, "first"), "prepare");
    }
    found(place).expectExactly(rows(3, "first"), "prepare and close");
  }

  @Test
  void instancesMayWriteOtherRowsAtTheSameTime() throws Exception {
    TargetPlace<S, R> place = create();
    List<R> all = rows(4 * FEW, "text");
    List<AssertionError> failures = new ArrayList<>();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            write(List.of(place.upserts(all.subList(i * FEW, (i + 1) * FEW))));
                          } catch (AssertionError e) {
                            synchronized (failures) {
                              failures.add(e);
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw Failure.of(
          "With four instances at a time, as parallel subtasks have them: " + failures.get(0),
          failures.get(0));
    }
    found(place).expectExactly(all, "four instances wrote at the same time");
  }

  @Test
  void stopsWhenTheFenceIsLostAndIsRepeatedByAnotherInstance() {
    TargetPlace<S, R> place = create();
    Batch<S, R> upserts = place.upserts(rows(FEW, "first"));
    LostFence lost = new LostFence(writesRowByRow() ? 5 : 0);
    loseFence(upserts, lost);
    expectFewChanges(found(place).size(), lost, "upserts were written");
    write(List.of(upserts));
    found(place).expectExactly(rows(FEW, "first"), "a batch that lost the fence was repeated");

    Batch<S, R> deletes = place.deletes(rows(FEW, "first"));
    LostFence again = new LostFence(writesRowByRow() ? 5 : 0);
    loseFence(deletes, again);
    expectFewChanges(FEW - found(place).size(), again, "deletes were made");
    write(List.of(deletes));
    found(place).expectExactly(List.of(), "deletes that lost the fence were repeated");
  }

  private void loseFence(Batch<S, R> batch, LostFence fence) {
    boolean returned = false;
    try (TargetConnection<S, R> connection = connect()) {
      connection.mutate(fence, List.of(batch));
      returned = true;
    } catch (Exception e) {
      fence.reached(e);
    }
    if (returned && fence.isLost()) {
      throw Failure.of(
          "checkFence threw, because another process owns the flow now, but mutate returned as if its rows were written: let the exception pass");
    }
  }

  private void expectFewChanges(int changes, LostFence fence, String words) {
    if (!writesRowByRow()) {
      return;
    }
    if (!fence.isLost()) {
      throw Failure.of(
          "checkFence was called %d times for a batch of %d rows, and all %d %s although the flow was lost meanwhile. Call it before each row that is written by itself; a connector that writes all rows of a call together says so with writesRowByRow()"
              .formatted(fence.calls(), FEW, changes, words));
    }
    if (changes > fence.calls()) {
      throw Failure.of(
          "%d %s although checkFence threw at its call %d: nothing may be written after that"
              .formatted(changes, words, fence.calls()));
    }
  }

  @Test
  void loadedMayBeRepeated() throws Exception {
    TargetPlace<S, R> place = create();
    write(place, rows(FEW, "first"), "a first batch");
    try (TargetConnection<S, R> connection = connect()) {
      connection.mutate(() -> {}, List.of(place.upserts(rows(FEW, "second"))));
      connection.loaded(place);
      connection.loaded(place);
      found(place).expectExactly(rows(FEW, "second"), "loaded was called twice");
      connection.mutate(() -> {}, List.of(place.deletes(lastRows())));
    }
    try (TargetConnection<S, R> another = connect()) {
      another.loaded(place);
    }
    write(place, rows(FEW, "third"), "loaded was called by another instance");
  }

  @Test
  void listsTheRowsThatAreThere() throws Exception {
    TargetPlace<S, R> place = create();
    try (TargetConnection<S, R> connection = connect()) {
      Assumptions.assumeTrue(connection.listsRows(), "the connector is no ListsRows");
      ListedRows<S, R> listed = new ListedRows<>(place);
      listed.expectExactly(connection.list(place), List.of(), "the target was created");
      connection.mutate(() -> {}, List.of(place.upserts(rows(FEW, "first"))));
      listed.expectExactly(connection.list(place), rows(FEW, "first"), "a first batch");
      connection.mutate(() -> {}, List.of(place.deletes(lastRows())));
      listed.expectExactly(connection.list(place), rows(FEW / 2, "first"), "deletes");
    }
  }

  // What the tests are made of

  private TargetPlace<S, R> place() {
    Setup<S> setup = setup(newPlace());
    TargetPlace<S, R> place = TargetPlace.of(setup, codec(), connector());
    created.add(place);
    return place;
  }

  private TargetPlace<S, R> create() {
    TargetPlace<S, R> place = place();
    apply(new Create<>(place.setup()));
    return place;
  }

  private TargetConnection<S, R> connect() {
    return new TargetConnection<>(connector());
  }

  private void apply(SetupChange<S> change) {
    Failure.unless(
        "applySetupChange(" + change.getClass().getSimpleName() + ")",
        () -> {
          applyAndClose(change);
          return true;
        });
  }

  private void applyAndClose(SetupChange<S> change) throws Exception {
    TargetConnector<S, ?, ?, ?> connector = connector();
    try {
      connector.applySetupChange(change);
    } finally {
      connector.close();
    }
  }

  /** Whatever comes of it is a state that the next call may find. */
  @SuppressWarnings("CatchAndPrintStackTrace")
  private void interrupted(SetupChange<S> change) {
    Thread.currentThread().interrupt();
    try {
      applyAndClose(change);
    } catch (Exception e) {
      Thread.interrupted();
    } finally {
      Thread.interrupted();
    }
  }

  private void deleteIfDropDoesNot(TargetPlace<S, R> place, Collection<R> rows) {
    if (!connector().dropDeletesRows() && !rows.isEmpty()) {
      write(List.of(place.deletes(List.copyOf(rows))));
    }
  }

  private void remove(TargetPlace<S, R> place, Collection<R> rows) {
    deleteIfDropDoesNot(place, rows);
    apply(new Drop<>(place.setup()));
  }

  private List<Rejected<R>> mutate(List<Batch<S, R>> batches, String what) {
    try (TargetConnection<S, R> connection = connect()) {
      return connection.mutate(() -> {}, batches);
    } catch (Exception e) {
      throw Failure.of(
          "mutate threw %s for %s. An exception fails the whole batch: reject a row that can never succeed and write the others"
              .formatted(e, what),
          e);
    }
  }

  private void write(List<Batch<S, R>> batches) {
    List<Rejected<R>> rejected = mutate(batches, words(batches));
    if (!rejected.isEmpty()) {
      Rejected<R> first = rejected.get(0);
      throw Failure.of(
          "The connector rejected %s of the row %s, which it must accept%s: %s"
              .formatted(
                  first.isDelete() ? "a delete" : "an upsert",
                  key(batches.get(0).place(), first.row()),
                  first.isDelete() ? " whether or not such a row can exist" : "",
                  first.reason()));
    }
  }

  private static String words(List<? extends Batch<?, ?>> batches) {
    return batches.stream().map(Batch::toString).collect(Collectors.joining(" with "));
  }

  private void write(TargetPlace<S, R> place, List<R> rows, String after) {
    write(List.of(place.upserts(rows)));
    found(place).expectExactly(rows, after);
  }

  private RowsFound<R> found(TargetPlace<S, R> place) {
    Collection<R> rows = Failure.unless("rowsAt", () -> rowsAt(place.spec()));
    return new RowsFound<>(place.codec(), rows, "rowsAt");
  }

  private List<R> rows(int count, String text) {
    return IntStream.range(0, count).mapToObj(i -> row("key-" + i, text)).toList();
  }

  /** The second half of a few. */
  private List<R> lastRows() {
    return rows(FEW, "first").subList(FEW / 2, FEW);
  }
}
