package dev.freshet.testkit;

import dev.freshet.api.TargetSpec;
import dev.freshet.testkit.TargetConnection.Rejected;
import dev.freshet.testkit.TargetPlace.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows that a target either holds or rejects: by themselves, with a reason, with no other effect.
 */
final class RejectionTrial<S extends TargetSpec, R extends Record> {
  private static final String ADVICE =
      ". An exception fails the whole batch: reject a row that can never succeed, and write the"
          + " others";

  private final TargetConnectorContract<S, R> contract;
  private final TargetTrial<S, R> trial;

  RejectionTrial(TargetConnectorContract<S, R> contract, TargetTrial<S, R> trial) {
    this.contract = contract;
    this.trial = trial;
  }

  /**
   * @param hostile what is special about the row's key
   */
  void alone(String hostile, R row) {
    TargetPlace<S, R> place = trial.create();
    R plain = contract.row("plain", "text");
    boolean takes = contract.takes(row);
    String what = "a batch with a key that has %s (%s)".formatted(hostile, place.describeKey(row));
    Batch<S, R> batch = place.upserts(List.of(row, plain));
    for (int i = 0; i < 2; i++) {
      List<Rejected<R>> rejected = trial.mutate(List.of(batch), what + ADVICE);
      expectRejected(place, rejected, takes ? List.of() : List.of(row), what);
      trial.expect(place, takes ? List.of(plain, row) : List.of(plain), what);
    }
    trial.write(List.of(place.deletes(List.of(row))));
    trial.expect(place, List.of(plain), "a delete of the key " + place.describeKey(row));
  }

  void allAtOnce(List<R> all) {
    TargetPlace<S, R> place = trial.create();
    List<R> taken = all.stream().filter(contract::takes).toList();
    String what = "one batch with all kinds of keys";
    List<Rejected<R>> rejected = trial.mutate(List.of(place.upserts(all)), what + ADVICE);
    expectRejected(
        place, rejected, all.stream().filter(row -> !contract.takes(row)).toList(), what);
    trial.expect(place, taken, what);
    trial.write(List.of(place.deletes(all)));
    trial.expect(place, List.of(), "deletes of all kinds of keys");
  }

  void inTwoTargets(R refused) {
    TargetPlace<S, R> one = trial.create();
    TargetPlace<S, R> other = trial.create();
    List<R> otherRows = new ArrayList<>(trial.rows(2, "other"));
    otherRows.add(refused);
    String what = "one call for two targets, of which the second cannot hold a row";
    List<Rejected<R>> rejected =
        trial.mutate(
            List.of(one.upserts(trial.rows(2, "one")), other.upserts(otherRows)), what + ADVICE);
    expectRejected(other, rejected, List.of(refused), what);
    trial.expect(one, trial.rows(2, "one"), what);
    trial.expect(other, trial.rows(2, "other"), what);
  }

  private void expectRejected(
      TargetPlace<S, R> place, List<Rejected<R>> rejected, List<R> refused, String what) {
    for (Rejected<R> each : rejected) {
      String key = place.describeKey(each.row());
      if (refused.stream().noneMatch(row -> isSame(row, each.row()))) {
        throw Failure.of(
            "In %s, the row %s was rejected: %s. If the target cannot hold it, say so in takes(row)"
                .formatted(what, key, each.reason()));
      }
      if (!isNamed(each)) {
        throw Failure.of(
            "In %s, the row %s was rejected with a reason that does not name its key: %s"
                .formatted(what, key, each.reason()));
      }
    }
    for (R row : refused) {
      if (rejected.stream().filter(each -> isSame(row, each.row())).count() != 1) {
        throw Failure.of(
            "In %s, the row %s should be rejected once, since takes(row) says that the target cannot hold it; it was not. The target now holds %d rows"
                .formatted(what, place.describeKey(row), trial.found(place).size()));
      }
    }
  }

  /** No two rows of a batch have one key. */
  private boolean isSame(R one, R other) {
    return Arrays.equals(trial.codec().key(one), trial.codec().key(other));
  }

  private boolean isNamed(Rejected<R> rejected) {
    String reason = rejected.reason();
    return reason != null
        && !reason.isBlank()
        && HostileKeys.names(reason, trial.codec().textKey(rejected.row()));
  }
}
