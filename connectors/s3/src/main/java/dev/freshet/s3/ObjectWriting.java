package dev.freshet.s3;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * The upserts of one target in one {@code mutate} call.
 *
 * <p>A conditional write first asks for an object where none is. Where one is, its ETag is taken,
 * then the fence is checked, then the object is written over that ETag: whoever took the flow over
 * writes after the check, so its write and a late one of ours cannot both meet the condition.
 */
final class ObjectWriting {
  private static final int ROUNDS = 5;

  private final TargetMutations<PrefixTarget, String, Row> mutations;
  private final PrefixTarget target;

  ObjectWriting(TargetMutations<PrefixTarget, String, Row> mutations) {
    this.mutations = mutations;
    target = mutations.prepared();
  }

  /**
   * A row's write came to an end, or not.
   *
   * @param refusal why the row can never be written
   */
  private record Written(Bucket.Outcome outcome, @Nullable String refusal) {}

  void run() throws Exception {
    List<Upsert<String, Row>> rows = mutations.upserts();
    if (target.isConditional()) {
      rows = write(rows, Collections.nCopies(rows.size(), null));
      for (int round = 0; !rows.isEmpty() && target.isConditional(); round++) {
        if (round == ROUNDS) {
          throw new Unavailable(
              "another process also writes "
                  + rows.get(0).key()
                  + " in "
                  + target.bucket().failures().bucket());
        }
        rows = write(rows, eTags(rows));
      }
    }
    if (!target.isConditional()) {
      writePlainly(rows);
    }
  }

  private List<@Nullable String> eTags(List<Upsert<String, Row>> rows) throws Exception {
    List<Callable<@Nullable String>> looks = new ArrayList<>();
    for (Upsert<String, Row> row : rows) {
      looks.add(() -> target.bucket().eTag(target.name(row.key())));
    }
    return target.calls().all(looks, () -> {});
  }

  /** Returns those that are not written. */
  private List<Upsert<String, Row>> write(
      List<Upsert<String, Row>> rows, List<@Nullable String> eTags) throws Exception {
    List<Callable<Written>> writes =
        IntStream.range(0, rows.size())
            .<Callable<Written>>mapToObj(i -> () -> write(rows.get(i), eTags.get(i)))
            .toList();
    List<Upsert<String, Row>> left = new ArrayList<>();
    List<Written> outcomes = target.calls().all(writes, mutations::checkFence);
    for (int i = 0; i < outcomes.size(); i++) {
      Written written = outcomes.get(i);
      if (written.refusal() != null) {
        mutations.reject(rows.get(i), written.refusal());
      } else if (written.outcome() != Bucket.Outcome.WRITTEN) {
        left.add(rows.get(i));
      }
      if (written.outcome() == Bucket.Outcome.UNKNOWN) {
        target.writeUnconditionally();
      }
    }
    return left;
  }

  private Written write(Upsert<String, Row> row, @Nullable String eTag) throws Exception {
    try {
      return new Written(target.bucket().putOver(eTag, target.object(row)), null);
    } catch (RowRefused e) {
      return new Written(Bucket.Outcome.WRITTEN, e.reason());
    }
  }

  private void writePlainly(List<Upsert<String, Row>> rows) throws Exception {
    List<Callable<@Nullable String>> writes = new ArrayList<>();
    for (Upsert<String, Row> row : rows) {
      writes.add(() -> writePlainly(row));
    }
    List<@Nullable String> refusals = target.calls().all(writes, mutations::checkFence);
    for (int i = 0; i < refusals.size(); i++) {
      String refusal = refusals.get(i);
      if (refusal != null) {
        mutations.reject(rows.get(i), refusal);
      }
    }
  }

  /** Returns why the row can never be written; null if it is. */
  private @Nullable String writePlainly(Upsert<String, Row> row) throws Exception {
    try {
      target.bucket().put(target.object(row));
      return null;
    } catch (RowRefused e) {
      return e.reason();
    }
  }
}
