package dev.freshet.engine.flink;

import dev.freshet.api.Unavailable;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.MutationBatch;
import dev.freshet.engine.row.Rejection;
import dev.freshet.engine.row.SpillFile;
import dev.freshet.engine.row.Spills;
import dev.freshet.engine.setup.FailureLog;
import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.RejectedRow;
import dev.freshet.engine.setup.RejectedRows;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.Committer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the batches of one subtask to their targets, in the order of their checkpoints. What a
 * target rejects is kept in the state directory before the commit returns, and forgotten when a
 * newer mutation of the row succeeds.
 */
final class MutationCommitter implements Committer<MutationBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(MutationCommitter.class);

  static final String NAME = "committer-";
  static final String COMMITTED = "committed";
  static final String SEQUENCE = "sequence";

  /** Followed by the connector's type: how many mutations are under way to its targets. */
  static final String COMMITTING = "committing/";

  static final String SIGNS = "signs";
  private static final long MOST_BYTES = 8 << 20;

  private final RunningFlow flow;
  private final FlowMetrics metrics;
  private final String connectorType;
  private final int subtask;
  private final String committing;
  private final FailureLog failures;
  private final Predicate<RejectedRow> isMine;
  private final Backoff retries = new Backoff();
  private final BatchCommit commit;
  private final Spills spills;
  private final long restoredCheckpoint;
  private RejectedRows rejected;
  private boolean seenNewBatch;
  private final Publisher publisher;
  private long counted;

  /**
   * @param restoredCheckpoint the checkpoint this job began from, or 0: batches up to this number
   *     may hold rows that are other subtasks' now
   */
  MutationCommitter(
      RunningFlow flow,
      String connectorType,
      TaskInfo task,
      long restoredCheckpoint,
      FlowMetrics metrics)
      throws IOException {
    this.flow = flow;
    this.metrics = metrics;
    this.connectorType = connectorType;
    this.subtask = task.getIndexOfThisSubtask();
    this.isMine =
        row ->
            connectorType.equals(flow.connectorTypeOf(row.id().generation()))
                && TaskKeys.isHere(row.id().row(), task);
    this.committing = COMMITTING + connectorType;
    this.restoredCheckpoint = restoredCheckpoint;
    Fence fence = flow.fence();
    Fence betweenRows = flow.plan().state().oftenAskedFence(flow.plan().fence());
    this.commit =
        new BatchCommit(
            () -> ConnectedTargets.openAll(connectorType, flow, () -> checkFence(betweenRows)),
            fence::check,
            flow.plan().giveUpAfter(),
            time -> Thread.sleep(time.toMillis()));
    this.spills = Spilling.of(flow.plan());
    this.rejected = openRejected(flow);
    this.failures = flow.plan().state().failures();
    String name = NAME + connectorType + "-" + task.getIndexOfThisSubtask();
    this.publisher = new Publisher(flow.plan(), name, metrics);
    Progress before = ProgressFiles.of(flow.plan()).read(name);
    if (before != null) {
      publisher.restore(before);
    }
    metrics.begin(targets(), "upserts", "deletes");
    this.counted = publisher.get(SEQUENCE);
  }

  @Override
  public void commit(Collection<CommitRequest<MutationBatch>> requests)
      throws IOException, InterruptedException {
    for (CommitRequest<MutationBatch> request : requests) {
      try {
        commit(request.getCommittable());
      } catch (IOException | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(place() + ": " + Failures.message(e), e);
      }
    }
  }

  /** That a failure may be about: what the first line of it in Flink says. */
  private String place() {
    return "Flow " + flow.plan().flowName() + ", target " + String.join(" or ", targets());
  }

  private List<String> targets() {
    return flow.targets().stream()
        .filter(target -> target.type().equals(connectorType))
        .map(LiveTarget::name)
        .toList();
  }

  private static RejectedRows openRejected(RunningFlow flow) throws IOException {
    return flow.plan().state().rejected(flow.fence());
  }

  /** Between rows that a connector writes one by one; so a long call is seen to go on. */
  private void checkFence(Fence fence) throws Exception {
    fence.check();
    publisher.add(SIGNS, 1);
    publisher.publishNowAndThen();
  }

  private void commit(MutationBatch batch) throws Exception {
    expectOthersRejections(batch);
    retryRejected();
    if (batch.mutations() > 0) {
      long begun = System.nanoTime();
      apply(batch);
      metrics.set("commitMillis", (System.nanoTime() - begun) / 1_000_000);
      metrics.set("lagMillis", flow.lags().committed(connectorType, subtask, batch.sequence()));
    }
    SpillFile spill = batch.spill();
    if (spill != null) {
      spills.markCommitted(spill.name());
    }
    for (String obsolete : batch.obsoleteSpills()) {
      spills.delete(obsolete);
    }
    if (batch.sequence() > counted) {
      counted = batch.sequence();
      publisher.set(SEQUENCE, counted);
    }
    publisher.set(COMMITTED, Math.max(batch.watermark(), publisher.get(COMMITTED)));
    publisher.publish();
  }

  /** Those of this subtask's rows, while the run is live: before what may be newer. */
  private void retryRejected() throws Exception {
    if (!flow.plan().live()) {
      return;
    }
    if (rejected.count() == 0) {
      retries.end();
    } else if (retries.isDue()) {
      try {
        Preparation.retry(commit, rejected.rows().filter(isMine).toList(), rejected)
            .forEach(mutation -> count(mutation, 1));
      } catch (Unavailable e) {
        LOG.debug("Rejected rows are tried again later", e);
      }
    }
  }

  private void apply(MutationBatch batch) throws Exception {
    publisher.set(committing, batch.mutations());
    publisher.publish();
    try {
      spills.read(
          batch, BatchCommit.MOST_ROWS, MOST_BYTES, part -> commitPart(part, batch.sequence()));
    } finally {
      publisher.set(committing, 0);
      publisher.publish();
    }
  }

  /**
   * By the first batch of this job every subtask has committed what it restored, whosever rows
   * these are now; what was rejected of them is in no other subtask's index yet.
   */
  private void expectOthersRejections(MutationBatch batch) throws IOException {
    if (!seenNewBatch && batch.sequence() > restoredCheckpoint) {
      rejected = openRejected(flow);
      seenNewBatch = true;
    }
  }

  private void commitPart(List<Mutation> part, long sequence) throws Exception {
    List<Rejection> rejections = commit.commit(part, sequence);
    List<RejectedRow.Id> others = new ArrayList<>();
    for (Mutation mutation : part) {
      RejectedRow.Id id = id(mutation);
      if (rejected.contains(id)) {
        others.add(id);
      }
    }
    List<RejectedRow> kept =
        rejections.stream().map(rejection -> rejectedRow(rejection, sequence)).toList();
    kept.forEach(row -> others.remove(row.id()));
    log(kept, sequence);
    rejected.put(kept);
    rejected.remove(others);
    if (sequence > counted) {
      count(part, rejections);
    }
  }

  /**
   * Those that are not yet known to be rejected for this reason. A commit that is repeated finds
   * that they are, or writes the same file again.
   */
  private void log(List<RejectedRow> kept, long sequence) throws IOException {
    StringBuilder lines = new StringBuilder();
    BinaryWriter name = new BinaryWriter(64);
    for (RejectedRow row : kept) {
      if (!row.reason().equals(rejected.reason(row.id()))) {
        int generation = row.id().generation();
        String key = flow.readableKey(generation, row.key());
        lines.append(FailureLine.ofRow(row, flow.targetName(generation), key));
        name.putInt(generation).putString(row.id().row() + row.reason());
      }
    }
    if (!lines.isEmpty()) {
      failures.write("rows-" + sequence + "-" + Fingerprint.of(name), lines.toString());
    }
  }

  private void count(List<Mutation> part, List<Rejection> rejections) {
    int from = 0;
    while (from < part.size()) {
      Mutation first = part.get(from);
      int to = from + 1;
      while (to < part.size() && countsAs(first, part.get(to))) {
        to++;
      }
      if (flow.isLive(first.generation())) {
        count(first, to - from);
      }
      from = to;
    }
    for (Rejection rejection : rejections) {
      Mutation mutation = rejection.mutation();
      count(mutation, -1);
      metrics.add("rowsRejected", "target", flow.targetName(mutation.generation()), 1);
    }
  }

  private static boolean countsAs(Mutation one, Mutation other) {
    return one.generation() == other.generation() && one.isDelete() == other.isDelete();
  }

  private void count(Mutation mutation, long by) {
    String kind = mutation.isDelete() ? "deletes/" : "upserts/";
    publisher.add(kind + flow.targetName(mutation.generation()), by);
  }

  private static RejectedRow.Id id(Mutation mutation) {
    return new RejectedRow.Id(mutation.generation(), mutation.row());
  }

  private RejectedRow rejectedRow(Rejection rejection, long sequence) {
    Mutation mutation = rejection.mutation();
    return new RejectedRow(
        id(mutation),
        sequence,
        mutation.key(),
        mutation.value(),
        flow.sourceName(mutation.claimant().source()),
        mutation.claimant().key(),
        rejection.reason(),
        Instant.now());
  }

  @Override
  public void close() throws Exception {
    commit.close();
  }
}
