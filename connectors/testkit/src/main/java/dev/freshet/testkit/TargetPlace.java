package dev.freshet.testkit;

import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.engine.flow.MutationBinding;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One target of a test: where it is, and how its rows reach the connector. */
final class TargetPlace<S, R extends Record> {
  private final Setup<S> setup;
  private final RowCodec<R> codec;
  private final MutationBinding binding;
  private final AtomicLong sequence;

  private TargetPlace(
      Setup<S> setup, RowCodec<R> codec, MutationBinding binding, AtomicLong sequence) {
    this.setup = setup;
    this.codec = codec;
    this.binding = binding;
    this.sequence = sequence;
  }

  static <S, R extends Record> TargetPlace<S, R> of(
      Setup<S> setup, RowCodec<R> codec, TargetConnector<?, ?, ?, ?> connector) {
    MutationBinding binding =
        Failure.unless(
            "Binding rows " + codec.type().recordClass().getSimpleName() + " to the connector",
            () -> MutationBinding.of(connector, codec.schema()));
    return new TargetPlace<>(setup, codec, binding, new AtomicLong());
  }

  /** The same place as an edited flow declares it. */
  TargetPlace<S, R> edited(Setup<S> next) {
    return new TargetPlace<>(next, codec, binding, sequence);
  }

  Setup<S> setup() {
    return setup;
  }

  S spec() {
    return setup.spec();
  }

  RowCodec<R> codec() {
    return codec;
  }

  Object key(R row) {
    return binding.key(codec.key(row));
  }

  Object value(R row) {
    return binding.value(codec.value(row));
  }

  String describeKey(R row) {
    return codec.describeKey(codec.key(row));
  }

  Batch<S, R> upserts(List<R> rows) {
    return batch(rows, List.of());
  }

  Batch<S, R> deletes(List<R> rows) {
    return batch(List.of(), rows);
  }

  /** A batch that comes after those made before. */
  Batch<S, R> batch(List<R> upserts, List<R> deletes) {
    return new Batch<>(this, sequence.incrementAndGet(), upserts, deletes);
  }

  /**
   * Mutations of one target; a delete is of the row's key.
   *
   * @param sequence equal for the batch and every part of it
   */
  record Batch<S, R extends Record>(
      TargetPlace<S, R> place, long sequence, List<R> upserts, List<R> deletes) {

    /** The rows of a part, as a split or an earlier attempt leaves it. */
    Batch<S, R> part(int from, int to) {
      int written = upserts.size();
      return new Batch<>(
          place,
          sequence,
          upserts.subList(Math.min(from, written), Math.min(to, written)),
          deletes.subList(Math.max(0, from - written), Math.max(0, to - written)));
    }

    /** Rows in words: {@code a batch that upserts 2 rows and deletes 1}. */
    @Override
    public String toString() {
      int deleted = deletes.size();
      if (upserts.isEmpty()) {
        return "a batch that deletes " + rows(deleted);
      }
      String upserted = "a batch that upserts " + rows(upserts.size());
      return deleted == 0 ? upserted : upserted + " and deletes " + deleted;
    }

    private static String rows(int count) {
      return count == 1 ? "1 row" : count + " rows";
    }
  }
}
