package dev.freshet.testkit;

import dev.freshet.api.Delete;
import dev.freshet.api.ListsRows;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.Upsert;
import dev.freshet.engine.row.Fence;
import dev.freshet.testkit.TargetPlace.Batch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One connector instance and the targets it has prepared, called as the engine calls it: prepared
 * once, before the first mutation; closed after a call that threw. One thread.
 */
final class TargetConnection<S extends TargetSpec, R extends Record> implements AutoCloseable {
  private final TargetConnector<S, Object, Object, Object> connector;
  private final Map<TargetPlace<S, R>, Object> prepared = new LinkedHashMap<>();
  private boolean closed;

  /** A row that the connector will not take. */
  record Rejected<R extends Record>(R row, boolean isDelete, String reason) {}

  @SuppressWarnings("unchecked")
  TargetConnection(TargetConnector<S, ?, ?, ?> connector) {
    this.connector = (TargetConnector<S, Object, Object, Object>) connector;
  }

  /** Lets a failure of the call pass, after closing what is open as the engine does. */
  List<Rejected<R>> mutate(Fence fence, List<Batch<S, R>> batches) throws Exception {
    List<Mutations> all = new ArrayList<>();
    for (Batch<S, R> batch : batches) {
      all.add(new Mutations(batch, prepare(batch.place()), fence));
    }
    try {
      connector.mutate(List.copyOf(all));
    } catch (Throwable e) {
      try {
        closeAll();
      } catch (Exception closing) {
        AssertionError failure =
            Failure.of("close threw " + closing + " after mutate had thrown " + e, closing);
        failure.addSuppressed(e);
        throw failure;
      }
      throw e;
    }
    return all.stream().flatMap(each -> each.rejected.stream()).toList();
  }

  Object prepare(TargetPlace<S, R> place) {
    Object ready = prepared.get(place);
    if (ready == null) {
      ready = Failure.unless("prepare", () -> connector.prepare(place.setup()));
      if (ready == null) {
        throw Failure.of("prepare returned null; return what mutate needs for this target");
      }
      prepared.put(place, ready);
    }
    return ready;
  }

  void loaded(TargetPlace<S, R> place) {
    Failure.unless(
        "loaded",
        () -> {
          connector.loaded(place.setup());
          return true;
        });
  }

  boolean listsRows() {
    return connector instanceof ListsRows;
  }

  /** Keys and values as {@link ListsRows} reports them. */
  @SuppressWarnings("unchecked")
  List<Upsert<Object, Object>> list(TargetPlace<S, R> place) {
    List<Upsert<Object, Object>> rows = new ArrayList<>();
    Object ready = prepare(place);
    Failure.unless(
        "listRows",
        () -> {
          ((ListsRows<Object, Object, Object>) connector).listRows(ready, rows::add);
          return true;
        });
    return rows;
  }

  @Override
  public void close() {
    Failure.unless(
        "close",
        () -> {
          closeAll();
          return true;
        });
  }

  private void closeAll() throws Exception {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (Object each : prepared.values()) {
        if (each instanceof AutoCloseable closeable) {
          closeable.close();
        }
      }
    } finally {
      connector.close();
    }
  }

  private final class Mutations implements TargetMutations<Object, Object, Object> {
    private final Batch<S, R> batch;
    private final Object ready;
    private final Fence fence;
    private final List<Upsert<Object, Object>> upserts = new ArrayList<>();
    private final List<Delete<Object>> deletes = new ArrayList<>();
    private final IdentityHashMap<RowMutation<Object>, R> origins = new IdentityHashMap<>();
    private final List<Rejected<R>> rejected = new ArrayList<>();

    Mutations(Batch<S, R> batch, Object ready, Fence fence) {
      this.batch = batch;
      this.ready = ready;
      this.fence = fence;
      TargetPlace<S, R> place = batch.place();
      for (R row : batch.upserts()) {
        upserts.add(new Upsert<>(place.key(row), place.value(row)));
        origins.put(upserts.get(upserts.size() - 1), row);
      }
      for (R row : batch.deletes()) {
        deletes.add(new Delete<>(place.key(row)));
        origins.put(deletes.get(deletes.size() - 1), row);
      }
    }

    @Override
    public Object prepared() {
      return ready;
    }

    @Override
    public long sequence() {
      return batch.sequence();
    }

    @Override
    public List<Upsert<Object, Object>> upserts() {
      return upserts;
    }

    @Override
    public List<Delete<Object>> deletes() {
      return deletes;
    }

    @Override
    public void checkFence() throws Exception {
      fence.check();
    }

    @Override
    public void reject(RowMutation<Object> row, String reason) {
      R origin = origins.get(row);
      if (origin == null) {
        String given =
            Stream.concat(upserts.stream(), deletes.stream()).anyMatch(row::equals)
                ? "an equal one, but not the one it was given"
                : "one that it was not given";
        throw Failure.of("reject takes a mutation of this call; the connector rejects " + given);
      }
      rejected.add(new Rejected<>(origin, row instanceof Delete, reason));
    }
  }
}
