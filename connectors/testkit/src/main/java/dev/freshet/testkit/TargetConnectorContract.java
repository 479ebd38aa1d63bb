package dev.freshet.testkit;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange.Alter;
import dev.freshet.api.SetupChange.Create;
import dev.freshet.api.SetupChange.Drop;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.testkit.HostileKeys.HostileKey;
import dev.freshet.testkit.TargetPlace.Batch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
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
 * without the connector:
 *
 * <pre>{@code
 * final class HtmlFolderContractTest extends TargetConnectorContract<HtmlFolder, Page> {
 *   protected @TempDir Path root;
 *
 *   protected HtmlFolderConnector connector() { return new HtmlFolderConnector(); }
 *   protected HtmlFolder spec(String place) { return new HtmlFolder(root.resolve(place).toString()); }
 *   protected Page row(String key, String text) { return new Page(key, text); }
 *   protected boolean takes(Page row) { return !row.filename().contains(".."); }
 *   protected Collection<Page> rowsAt(HtmlFolder spec) throws IOException { ... }
 * }
 * }</pre>
 *
 * <p>Connectors are called as the engine calls them: specs as they come out of JSON, keys and
 * values as they come out of the row encoding, an instance per use, closed after a call that threw.
 * All that a test creates is dropped after it.
 *
 * <p>What a connector cannot do is said by overriding {@link #takes} and {@link #writesRowByRow};
 * then the contract checks that it refuses as it should. What an edit of an option does is tested
 * if {@link #edited} makes one, and listing if the connector is a {@link
 * dev.freshet.api.ListsRows}; otherwise those tests are skipped, saying so.
 *
 * @param <S> the spec
 * @param <R> the record that a flow would declare as rows
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract non-sealed class TargetConnectorContract<S extends TargetSpec, R extends Record>
    extends ConnectorContract<S> {
  private static final int FEW = TargetTrial.FEW;

  private final TargetTrial<S, R> trial = new TargetTrial<>(this);

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
    return trial.codec().schema();
  }

  @Override
  final List<Class<?>> registered(ClassLoader loader) {
    return ServiceLoader.load(TargetConnector.class, loader).stream()
        .<Class<?>>map(ServiceLoader.Provider::type)
        .toList();
  }

  /**
   * Checks, after every test, that nothing was touched outside the places that the test used. For
   * connectors that can look; the others leave it out.
   */
  protected void checkOutside() throws Exception {}

  @AfterEach
  final void leaveNothingBehind() throws Exception {
    checkOutside();
    trial.removeAll();
  }

  // Setup

  @Test
  void setupMayBeAppliedTwice() {
    TargetPlace<S, R> place = trial.place();
    trial.apply(new Create<>(place.setup()));
    trial.apply(new Create<>(place.setup()));
    trial.write(place, trial.rows(3, "first"), "setup was applied twice");
  }

  /** As where the structure was the user's own, and Freshet owns it from now on. */
  @Test
  void createMayFindTheStructureWithItsRows() {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(3, "first"), "a first batch");
    trial.apply(new Create<>(place.setup()));
    trial.write(place, trial.rows(3, "second"), "a create of what was there, and all rows again");
  }

  @Test
  void setupMayBeInterruptedAtAnyPoint() {
    TargetPlace<S, R> place = trial.place();
    trial.interrupted(new Create<>(place.setup()));
    trial.apply(new Create<>(place.setup()));
    trial.write(place, trial.rows(3, "first"), "an interrupted setup was repeated");
    trial.deleteIfDropDoesNot(place, trial.rows(3, "first"));
    trial.interrupted(new Drop<>(place.setup()));
    trial.apply(new Drop<>(place.setup()));
    trial.expect(place, List.of(), "an interrupted drop was repeated");
  }

  @Test
  void dropsWhatWasNeverOrOnlyPartlyCreated() {
    TargetPlace<S, R> place = trial.place();
    trial.apply(new Drop<>(place.setup()));
    trial.interrupted(new Create<>(place.setup()));
    trial.apply(new Drop<>(place.setup()));
    trial.expect(place, List.of(), "a drop of what was partly created");
  }

  @Test
  void dropLeavesNothingBehind() {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(3, "first"), "a first batch");
    trial.deleteIfDropDoesNot(place, trial.rows(3, "first"));
    trial.apply(new Drop<>(place.setup()));
    trial.expect(place, List.of(), "a drop (dropDeletesRows() says who deletes the rows)");
    trial.apply(new Drop<>(place.setup()));
    trial.apply(new Create<>(place.setup()));
    trial.expect(place, List.of(), "it was dropped and created anew");
    trial.write(place, trial.rows(2, "second"), "it was dropped and created anew");
  }

  @Test
  void dropOfOneTargetLeavesOthers() {
    TargetPlace<S, R> place = trial.create();
    TargetPlace<S, R> other = trial.create();
    trial.write(place, trial.rows(3, "first"), "a first batch");
    trial.write(other, trial.rows(3, "other"), "a first batch");
    trial.remove(place, trial.rows(3, "first"));
    trial.expect(other, trial.rows(3, "other"), "a drop of another target");
  }

  @Test
  void anEditOfTheSpecKeepsItsPromise() {
    TargetPlace<S, R> place = trial.create();
    TargetPlace<S, R> edited = editedOrSkipped(place);
    List<R> rows = trial.rows(3, "first");
    trial.write(place, rows, "a first batch");
    Compatibility compatibility = compatibility(place, edited);
    if (compatibility == Compatibility.RECREATE) {
      trial.remove(place, rows);
      trial.apply(new Create<>(edited.setup()));
      trial.expect(edited, List.of(), "an edit that is RECREATE: drop and create");
    } else {
      trial.interrupted(new Alter<>(place.setup(), edited.setup()));
      trial.apply(new Alter<>(place.setup(), edited.setup()));
      trial.apply(new Alter<>(place.setup(), edited.setup()));
    }
    if (compatibility == Compatibility.COMPATIBLE) {
      trial.expect(edited, rows, "an edit that is said to be COMPATIBLE");
    }
    trial.write(edited, rows, "an edit that is " + compatibility + ", and all rows again");
    trial.remove(edited, rows);
    trial.expect(edited, List.of(), "a drop of the edited target");
  }

  /** As for a flow that changed once more after an interrupted edit. */
  @Test
  void anInterruptedEditMayBeFollowedByDropsOfBothAndACreate() {
    TargetPlace<S, R> place = trial.create();
    TargetPlace<S, R> edited = editedOrSkipped(place);
    List<R> rows = trial.rows(3, "first");
    trial.write(place, rows, "a first batch");
    trial.interrupted(new Alter<>(place.setup(), edited.setup()));
    trial.remove(place, rows);
    trial.apply(new Drop<>(edited.setup()));
    trial.expect(place, List.of(), "drops of both sides of an interrupted edit");
    trial.apply(new Create<>(edited.setup()));
    trial.write(edited, rows, "drops of both sides of an interrupted edit, and a create");
  }

  private TargetPlace<S, R> editedOrSkipped(TargetPlace<S, R> place) {
    Setup<S> setup = setup(place.setup().name(), edited(place.spec()));
    Assumptions.assumeFalse(setup.equals(place.setup()), "edited(spec) changes nothing");
    TargetPlace<S, R> edited = place.edited(setup);
    trial.alsoAt(edited);
    return edited;
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
    TargetPlace<S, R> place = trial.place();
    Compatibility same = compatibility(place, place);
    if (same != Compatibility.COMPATIBLE) {
      throw Failure.of(
          "compatibility of a setup with itself is %s; wanted COMPATIBLE".formatted(same));
    }
  }

  // Rows

  @Test
  void upsertsReplaceWholeRows() {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(3, "a longer first value"), "a first batch");
    trial.write(place, trial.rows(3, "second"), "upserts of rows that were there");
  }

  @Test
  void theSameBatchTwiceIsAsOnce() {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(FEW, "first"), "a first batch");
    Batch<S, R> batch = place.batch(trial.rows(FEW / 2, "second"), trial.lastRows());
    List<R> wanted = trial.rows(FEW / 2, "second");
    trial.write(List.of(batch));
    trial.expect(place, wanted, "a batch of upserts and deletes");
    trial.write(List.of(batch));
    trial.expect(place, wanted, "the same batch twice");
  }

  @Test
  void aPartAndThenTheWholeBatchIsAsTheWhole() {
    for (int part : new int[] {1, FEW / 2, FEW - 1}) {
      TargetPlace<S, R> place = trial.create();
      trial.write(place, trial.rows(FEW, "first"), "a first batch");
      Batch<S, R> batch = place.batch(trial.rows(FEW / 2, "second"), trial.lastRows());
      trial.write(List.of(batch.part(0, part)));
      trial.write(List.of(batch));
      trial.expect(
          place, trial.rows(FEW / 2, "second"), "a prefix of a batch, then the whole batch");
      trial.write(List.of(batch.part(part, FEW)));
      trial.expect(
          place, trial.rows(FEW / 2, "second"), "a batch, then the later part of it again");
    }
  }

  /** As the engine splits a batch that failed. */
  @Test
  void aBatchInPiecesIsAsTheWhole() {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(FEW, "first"), "a first batch");
    Batch<S, R> batch = place.batch(trial.rows(FEW / 2, "second"), trial.lastRows());
    for (int i = FEW - 1; i >= 0; i--) {
      trial.write(List.of(batch.part(i, i + 1)));
    }
    trial.expect(place, trial.rows(FEW / 2, "second"), "a batch in single pieces");
  }

  @Test
  void deletesWhetherOrNotTheRowIsThere() {
    TargetPlace<S, R> place = trial.create();
    trial.write(List.of(place.deletes(trial.rows(1, "absent"))));
    trial.expect(place, List.of(), "a delete of a row in an empty target");
    trial.write(place, trial.rows(3, "first"), "a first batch");
    trial.write(
        List.of(place.deletes(List.of(row("key-1", "other"), row("never-written", "text")))));
    List<R> left = List.of(row("key-0", "first"), row("key-2", "first"));
    trial.expect(place, left, "deletes of one row that is there and one that is not");
    trial.write(List.of(place.deletes(List.of(row("key-1", "other")))));
    trial.expect(place, left, "a delete of a row that was deleted before");
  }

  @Test
  void rowsComeBackAfterADelete() {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(3, "first"), "a first batch");
    trial.write(List.of(place.deletes(trial.rows(3, "first"))));
    trial.expect(place, List.of(), "a delete of all rows");
    trial.write(place, trial.rows(3, "second"), "an upsert after a delete");
    trial.write(List.of(place.deletes(trial.rows(3, "second"))));
    trial.expect(place, List.of(), "a delete after an upsert after a delete");
  }

  @Test
  void takesTenThousandRowsAtOnce() {
    TargetPlace<S, R> place = trial.create();
    List<R> many = trial.rows(BatchCommit.MOST_ROWS, "text");
    trial.write(place, many, "a batch of " + many.size() + " upserts");
    trial.write(List.of(place.deletes(many.subList(1, many.size()))));
    trial.expect(place, many.subList(0, 1), "a batch of " + (many.size() - 1) + " deletes");
  }

  @Test
  void keepsTwoTargetsOfOneCallApart() throws Exception {
    TargetPlace<S, R> one = trial.create();
    TargetPlace<S, R> other = trial.create();
    trial.write(List.of(one.upserts(trial.rows(3, "one")), other.upserts(trial.rows(3, "other"))));
    trial.expect(one, trial.rows(3, "one"), "one call with equal keys in two targets");
    trial.expect(other, trial.rows(3, "other"), "one call with equal keys in two targets");
    trial.write(List.of(one.deletes(trial.rows(3, "one")), other.upserts(trial.rows(2, "second"))));
    trial.expect(one, List.of(), "one call that deletes here and upserts in another target");
    trial.expect(
        other,
        List.of(row("key-0", "second"), row("key-1", "second"), row("key-2", "other")),
        "one call that upserts here and deletes in another target");
  }

  @Test
  void valuesArriveAsTheyAre() {
    TargetPlace<S, R> place = trial.create();
    List<R> rows = new ArrayList<>();
    for (HostileKey text : HostileKeys.ALL) {
      R row = row("value-" + rows.size(), text.key());
      if (takes(row)) {
        rows.add(row);
      }
    }
    trial.write(place, rows, "values with quotes, line breaks, NUL and letters of many languages");
  }

  // Keys

  @TestFactory
  Stream<DynamicTest> takesOrRejectsEveryKey() {
    return HostileKeys.ALL.stream()
        .map(
            key ->
                DynamicTest.dynamicTest(
                    "key with " + key.what(), () -> takesOrRejects(key.what(), key.key())));
  }

  private void takesOrRejects(String what, String key) {
    new RejectionTrial<>(this, trial).alone(what, row(key, "text"));
  }

  @Test
  void keysThatLookAlikeAreDifferentRows() {
    List<R> all = new ArrayList<>();
    HostileKeys.ALL.forEach(key -> all.add(row(key.key(), key.what())));
    all.addAll(trial.rows(3, "first"));
    new RejectionTrial<>(this, trial).allAtOnce(all);
  }

  @Test
  void rejectsInTheTargetThatTheRowIsOf() {
    List<R> refused =
        HostileKeys.ALL.stream()
            .map(key -> row(key.key(), "text"))
            .filter(row -> !takes(row))
            .toList();
    Assumptions.assumeFalse(refused.isEmpty(), "takes(row) refuses no key");
    new RejectionTrial<>(this, trial).inTwoTargets(refused.get(0));
  }

  // Instances

  @Test
  void rowsAreThereWhenMutateReturnsAndStayWhenItIsClosed() throws Exception {
    TargetPlace<S, R> place = trial.create();
    List<Thread> before = lastingThreads();
    try (TargetConnection<S, R> connection = trial.connect()) {
      connection.mutate(() -> {}, List.of(place.upserts(trial.rows(FEW, "first"))));
      trial.expect(place, trial.rows(FEW, "first"), "mutate returned, before close");
      connection.mutate(() -> {}, List.of(place.deletes(trial.lastRows())));
      trial.expect(place, trial.rows(FEW / 2, "first"), "a second mutate returned, before close");
    }
    trial.expect(place, trial.rows(FEW / 2, "first"), "close");
    expectNoThreadBeside(before, "after close");
    trial.write(List.of(place.upserts(trial.rows(FEW, "second"))));
    trial.expect(place, trial.rows(FEW, "second"), "an instance that came after a closed one");
  }

  @Test
  void prepareTouchesNoRows() throws Exception {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(3, "first"), "a first batch");
    try (TargetConnection<S, R> connection = trial.connect()) {
      connection.prepare(place);
      trial.expect(place, trial.rows(3, "first"), "prepare");
    }
    trial.expect(place, trial.rows(3, "first"), "prepare and close");
  }

  /** The engine prepares all targets of a type, whichever of them have rows in a call. */
  @Test
  void aTargetMayBePreparedThatGetsNoRows() throws Exception {
    TargetPlace<S, R> one = trial.create();
    TargetPlace<S, R> other = trial.create();
    trial.write(other, trial.rows(3, "other"), "a first batch");
    try (TargetConnection<S, R> connection = trial.connect()) {
      connection.prepare(one);
      connection.prepare(other);
      connection.mutate(() -> {}, List.of(one.upserts(trial.rows(3, "one"))));
    }
    trial.expect(one, trial.rows(3, "one"), "a call for one of two prepared targets");
    trial.expect(other, trial.rows(3, "other"), "a call for another target");
  }

  @Test
  void instancesMayWriteOtherRowsAtTheSameTime() throws Exception {
    TargetPlace<S, R> place = trial.create();
    List<R> all = trial.rows(4 * FEW, "text");
    List<AssertionError> failures = new ArrayList<>();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            trial.write(
                                List.of(place.upserts(all.subList(i * FEW, (i + 1) * FEW))));
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
    trial.expect(place, all, "four instances wrote at the same time");
  }

  @Test
  void stopsWhenTheFenceIsLostAndIsRepeatedByAnotherInstance() {
    TargetPlace<S, R> place = trial.create();
    FenceTrial<S, R> fence = new FenceTrial<>(trial, writesRowByRow());
    Batch<S, R> upserts = place.upserts(trial.rows(FEW, "first"));
    fence.lose(upserts, () -> trial.found(place).size(), "upserts were written");
    trial.write(List.of(upserts));
    trial.expect(place, trial.rows(FEW, "first"), "upserts cut short and repeated");
    Batch<S, R> deletes = place.deletes(trial.rows(FEW, "first"));
    fence.lose(deletes, () -> FEW - trial.found(place).size(), "deletes were made");
    trial.write(List.of(deletes));
    trial.expect(place, List.of(), "deletes cut short and repeated");
  }

  @Test
  void loadedMayBeRepeated() throws Exception {
    TargetPlace<S, R> place = trial.create();
    trial.write(place, trial.rows(FEW, "first"), "a first batch");
    try (TargetConnection<S, R> connection = trial.connect()) {
      connection.mutate(() -> {}, List.of(place.upserts(trial.rows(FEW, "second"))));
      connection.loaded(place);
      connection.loaded(place);
      trial.expect(place, trial.rows(FEW, "second"), "loaded was called twice");
      connection.mutate(() -> {}, List.of(place.deletes(trial.lastRows())));
    }
    try (TargetConnection<S, R> another = trial.connect()) {
      another.loaded(place);
    }
    trial.write(place, trial.rows(FEW, "third"), "loaded was called by another instance");
  }

  @Test
  void listsTheRowsThatAreThere() throws Exception {
    TargetPlace<S, R> place = trial.create();
    try (TargetConnection<S, R> connection = trial.connect()) {
      Assumptions.assumeTrue(connection.listsRows(), "the connector is no ListsRows");
      ListedRows<S, R> listed = new ListedRows<>(place);
      listed.expectExactly(connection.list(place), List.of(), "the target was created");
      connection.mutate(() -> {}, List.of(place.upserts(trial.rows(FEW, "first"))));
      listed.expectExactly(connection.list(place), trial.rows(FEW, "first"), "a first batch");
      connection.mutate(() -> {}, List.of(place.deletes(trial.lastRows())));
      listed.expectExactly(connection.list(place), trial.rows(FEW / 2, "first"), "deletes");
    }
  }
}
