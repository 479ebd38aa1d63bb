package dev.freshet.engine.flink;

import dev.freshet.api.Delete;
import dev.freshet.api.ListsRows;
import dev.freshet.api.RowMutation;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.Upsert;
import dev.freshet.engine.flow.KnownSecrets;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.row.Destination;
import dev.freshet.engine.row.Fence;
import dev.freshet.engine.row.ListedRow;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One connector instance and the targets it has prepared. A value whose row had another type when
 * it was declared is rejected, since the connector could not read it. One thread.
 */
final class ConnectedTargets<S extends TargetSpec, P, K, V> implements Destination {
  private final TargetConnector<S, P, K, V> connector;
  private final RunningFlow flow;
  private final Fence fence;
  private final Map<Integer, P> prepared = new HashMap<>();

  private ConnectedTargets(TargetConnector<S, P, K, V> connector, RunningFlow flow, Fence fence) {
    this.connector = connector;
    this.flow = flow;
    this.fence = fence;
  }

  /** Nothing is prepared yet. */
  static ConnectedTargets<?, ?, ?, ?> open(String type, RunningFlow flow, Fence fence) {
    return of(flow.newTargetConnector(type), flow, fence);
  }

  /**
   * With every target of the type prepared: one that cannot be must not be blamed on the rows that
   * come first.
   */
  static ConnectedTargets<?, ?, ?, ?> openAll(String type, RunningFlow flow, Fence fence)
      throws Exception {
    ConnectedTargets<?, ?, ?, ?> connected = open(type, flow, fence);
    try {
      for (LiveTarget target : flow.targets()) {
        if (target.type().equals(type)) {
          var unused = connected.prepare(target);
        }
      }
      return connected;
    } catch (Throwable e) {
      try {
        connected.close();
      } catch (Exception closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static <S extends TargetSpec, P, K, V> ConnectedTargets<S, P, K, V> of(
      TargetConnector<S, P, K, V> connector, RunningFlow flow, Fence fence) {
    return new ConnectedTargets<>(connector, flow, fence);
  }

  @Override
  public List<Rejection> mutate(List<Mutation> mutations, long sequence) throws Exception {
    Map<Integer, OneTarget> byGeneration = new LinkedHashMap<>();
    List<Rejection> rejections = new ArrayList<>();
    for (Mutation mutation : mutations) {
      LiveTarget target = flow.target(mutation.generation());
      if (target != null) {
        OneTarget rows = byGeneration.get(target.generation());
        if (rows == null) {
          rows = new OneTarget(target, prepare(target), sequence, rejections);
          byGeneration.put(target.generation(), rows);
        }
        rows.add(mutation);
      }
    }
    byGeneration.values().removeIf(OneTarget::isEmpty);
    if (!byGeneration.isEmpty()) {
      connector.mutate(List.copyOf(byGeneration.values()));
    }
    return rejections;
  }

  @SuppressWarnings("unchecked")
  void loaded(LiveTarget target) throws Exception {
    connector.loaded((Setup<S>) (Setup<?>) target.setup());
  }

  @SuppressWarnings("unchecked")
  P prepare(LiveTarget target) throws Exception {
    P ready = prepared.get(target.generation());
    if (ready == null) {
      ready = connector.prepare((Setup<S>) (Setup<?>) target.setup());
      if (ready == null) {
        throw new IllegalStateException(
            "The connector "
                + connector.type()
                + " returned null from prepare for target "
                + target.name());
      }
      prepared.put(target.generation(), ready);
    }
    return ready;
  }

  boolean listsRows() {
    return connector instanceof ListsRows<?, ?, ?>;
  }

  /** Every row of the target, ours or not; only for those that {@link #listsRows}. */
  @SuppressWarnings("unchecked")
  void list(LiveTarget target, Consumer<ListedRow> rows) throws Exception {
    ListedRowEncoder encoder = new ListedRowEncoder(target);
    P ready = prepare(target);
    ((ListsRows<P, K, V>) connector).listRows(ready, row -> rows.accept(encoder.encode(row)));
  }

  @Override
  public void close() throws Exception {
    try {
      for (P each : prepared.values()) {
        if (each instanceof AutoCloseable closeable) {
          closeable.close();
        }
      }
    } finally {
      connector.close();
    }
  }

  private final class OneTarget implements TargetMutations<P, K, V> {
    private final LiveTarget target;
    private final P ready;
    private final long sequence;
    private final List<Upsert<K, V>> upserts = new ArrayList<>();
    private final List<Delete<K>> deletes = new ArrayList<>();
    private final Map<RowMutation<K>, Mutation> origins = new IdentityHashMap<>();
    private final List<Rejection> rejections;

    OneTarget(LiveTarget target, P ready, long sequence, List<Rejection> rejections) {
      this.target = target;
      this.ready = ready;
      this.sequence = sequence;
      this.rejections = rejections;
    }

    @SuppressWarnings("unchecked")
    void add(Mutation mutation) {
      K key = (K) target.binding().key(mutation.key());
      byte[] encoded = mutation.value();
      if (encoded == null) {
        Delete<K> delete = new Delete<>(key);
        deletes.add(delete);
        origins.put(delete, mutation);
        return;
      }
      V value;
      try {
        value = (V) target.binding().value(encoded);
      } catch (IllegalArgumentException e) {
        rejections.add(new Rejection(mutation, Failures.message(e)));
        return;
      }
      Upsert<K, V> upsert = new Upsert<>(key, value);
      upserts.add(upsert);
      origins.put(upsert, mutation);
    }

    boolean isEmpty() {
      return upserts.isEmpty() && deletes.isEmpty();
    }

    @Override
    public P prepared() {
      return ready;
    }

    @Override
    public long sequence() {
      return sequence;
    }

    @Override
    public List<Upsert<K, V>> upserts() {
      return upserts;
    }

    @Override
    public List<Delete<K>> deletes() {
      return deletes;
    }

    @Override
    public void checkFence() throws Exception {
      fence.check();
    }

    @Override
    public void reject(RowMutation<K> row, String reason) {
      Mutation mutation = origins.get(row);
      if (mutation == null) {
        throw new IllegalArgumentException(
            "The connector " + connector.type() + " rejects a row that it was not given");
      }
      rejections.add(new Rejection(mutation, KnownSecrets.masked(reason)));
    }
  }
}
