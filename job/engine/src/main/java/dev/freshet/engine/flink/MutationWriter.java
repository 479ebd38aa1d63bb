package dev.freshet.engine.flink;

import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.MutationBatch;
import dev.freshet.engine.row.PendingMutations;
import dev.freshet.engine.row.SpillFile;
import dev.freshet.engine.row.Spills;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/**
 * Collects the mutations between two checkpoints; in a live run it hands over an empty batch too,
 * since a committer that gets none cannot offer rejected rows again. Needs no state: what it
 * collected is handed over before every snapshot.
 */
final class MutationWriter implements CommittingSinkWriter<Mutation, MutationBatch> {
  static final String NAME = "writer-";
  static final String REACHED = "reached";
  static final String PENDING = "pending";

  private final PendingMutations pending;
  private final Spills spills;
  private final Publisher publisher;
  private final boolean retries;
  private final String connectorType;
  private final int subtask;
  private final Lags lags;
  private final FlowMetrics metrics;
  private final List<String> written = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;
  private long handedOver = Long.MIN_VALUE;
  private long sequence;
  private long firstAt;

  /**
   * @param restoredCheckpoint the checkpoint this job began from, or 0. Batches are numbered from
   *     there, which is above all that was ever handed over, since every batch takes part in a
   *     checkpoint with a number at least its own
   */
  MutationWriter(
      RunningFlow flow,
      String connectorType,
      int subtask,
      long restoredCheckpoint,
      FlowMetrics metrics) {
    this.connectorType = connectorType;
    this.subtask = subtask;
    this.lags = flow.lags();
    this.metrics = metrics;
    this.spills = Spilling.of(flow.plan());
    this.pending = new PendingMutations(flow::isLive, spills);
    this.publisher = new Publisher(flow.plan(), NAME + connectorType + "-" + subtask, metrics);
    this.sequence = restoredCheckpoint;
    this.retries = flow.plan().live();
  }

  @Override
  public void write(Mutation mutation, Context context) {
    boolean first = pending.isEmpty();
    pending.add(mutation);
    if (first) {
      firstAt = System.nanoTime();
      publishPending();
    }
  }

  @Override
  public void writeWatermark(Watermark mark) {
    watermark = mark.getTimestamp();
    publisher.set(REACHED, watermark);
    publisher.publish();
  }

  @Override
  public Collection<MutationBatch> prepareCommit() throws IOException {
    sequence++;
    List<String> obsolete = Spilling.committed(spills, written);
    boolean nothing = pending.isEmpty() && watermark == handedOver && obsolete.isEmpty();
    if (nothing && !retries) {
      return List.of();
    }
    boolean had = !pending.isEmpty();
    MutationBatch batch = pending.drain(sequence, watermark, obsolete);
    if (had) {
      lags.handedOver(connectorType, subtask, sequence, firstAt);
      metrics.set("batchRows", batch.mutations());
      publishPending();
    }
    handedOver = watermark;
    SpillFile spill = batch.spill();
    if (spill != null) {
      written.add(spill.name());
    }
    written.removeAll(obsolete);
    return List.of(batch);
  }

  private void publishPending() {
    publisher.set(PENDING, pending.isEmpty() ? 0 : 1);
    publisher.publish();
  }

  @Override
  public void flush(boolean endOfInput) {}

  @Override
  public void close() {}
}
