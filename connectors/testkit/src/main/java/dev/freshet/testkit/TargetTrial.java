package dev.freshet.testkit;

import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.SetupChange.Create;
import dev.freshet.api.SetupChange.Drop;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.testkit.TargetConnection.Rejected;
import dev.freshet.testkit.TargetPlace.Batch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The places of one test, set up and written to as the engine does it: every call with an instance
 * of its own, which is closed after it. Whatever a connector throws fails the test.
 */
final class TargetTrial<S extends TargetSpec, R extends Record> {
  /** A batch that is small, and large enough to stop in the middle of it. */
  static final int FEW = 20;

  private final TargetConnectorContract<S, R> contract;
  private final List<TargetPlace<S, R>> places = new ArrayList<>();

  TargetTrial(TargetConnectorContract<S, R> contract) {
    this.contract = contract;
  }

  RowCodec<R> codec() {
    return RowCodec.of(contract.row("key", "text"));
  }

  TargetPlace<S, R> place() {
    Setup<S> setup = contract.setup(ConnectorContract.newPlace());
    TargetPlace<S, R> place = TargetPlace.of(setup, codec(), contract.connector());
    places.add(place);
    return place;
  }

  /** So that nothing is left there either. */
  void alsoAt(TargetPlace<S, R> place) {
    places.add(place);
  }

  void removeAll() {
    for (TargetPlace<S, R> place : places) {
      remove(place, Failure.unless("rowsAt", () -> contract.rowsAt(place.spec())));
    }
  }

  TargetPlace<S, R> create() {
    TargetPlace<S, R> place = place();
    apply(new Create<>(place.setup()));
    return place;
  }

  TargetConnection<S, R> connect() {
    return new TargetConnection<>(contract.connector());
  }

  void apply(SetupChange<S> change) {
    Failure.unless(
        "applySetupChange(" + change.getClass().getSimpleName() + ")",
        () -> {
          applyAndClose(change);
          return true;
        });
  }

  private void applyAndClose(SetupChange<S> change) throws Exception {
    TargetConnector<S, ?, ?, ?> connector = contract.connector();
    try {
      connector.applySetupChange(change);
    } finally {
      connector.close();
    }
  }

  /** Begins the change and stops somewhere in it; what that leaves the next call must find. */
  void interrupted(SetupChange<S> change) {
    Thread.currentThread().interrupt();
    try {
      applyAndClose(change);
    } catch (Exception stopped) {
      Thread.currentThread().interrupt();
    } finally {
      Thread.interrupted();
    }
  }

  void deleteIfDropDoesNot(TargetPlace<S, R> place, Collection<R> rows) {
    if (!contract.connector().dropDeletesRows() && !rows.isEmpty()) {
      write(List.of(place.deletes(List.copyOf(rows))));
    }
  }

  void remove(TargetPlace<S, R> place, Collection<R> rows) {
    deleteIfDropDoesNot(place, rows);
    apply(new Drop<>(place.setup()));
  }

  /**
   * @param what was to be applied, for the message
   */
  List<Rejected<R>> mutate(List<Batch<S, R>> batches, String what) {
    TargetConnection<S, R> connection = connect();
    List<Rejected<R>> rejected;
    try {
      rejected = connection.mutate(() -> {}, batches);
    } catch (Exception e) {
      throw Failure.of("mutate threw %s for %s".formatted(e, what), e);
    }
    connection.close();
    return rejected;
  }

  /** None of these may be rejected. */
  void write(List<Batch<S, R>> batches) {
    List<Rejected<R>> rejected = mutate(batches, words(batches));
    if (!rejected.isEmpty()) {
      Rejected<R> first = rejected.get(0);
      throw Failure.of(
          "%s of the row %s was rejected, which %s: %s"
              .formatted(
                  first.isDelete() ? "A delete" : "An upsert",
                  batches.get(0).place().describeKey(first.row()),
                  first.isDelete()
                      ? "must succeed whether or not there can be such a row"
                      : "takes(row) says the target can hold",
                  first.reason()));
    }
  }

  private static String words(List<? extends Batch<?, ?>> batches) {
    return batches.stream().map(Batch::toString).collect(Collectors.joining(" with "));
  }

  void write(TargetPlace<S, R> place, List<R> rows, String after) {
    write(List.of(place.upserts(rows)));
    expect(place, rows, after);
  }

  /**
   * @param after what was done, for the message
   */
  void expect(TargetPlace<S, R> place, List<R> rows, String after) {
    found(place).expectExactly(rows, after);
  }

  RowsFound<R> found(TargetPlace<S, R> place) {
    Collection<R> rows = Failure.unless("rowsAt", () -> contract.rowsAt(place.spec()));
    return new RowsFound<>(place.codec(), rows, "rowsAt");
  }

  List<R> rows(int count, String text) {
    return IntStream.range(0, count).mapToObj(i -> contract.row("key-" + i, text)).toList();
  }

  /** The second half of a few. */
  List<R> lastRows() {
    return rows(FEW, "first").subList(FEW / 2, FEW);
  }
}
