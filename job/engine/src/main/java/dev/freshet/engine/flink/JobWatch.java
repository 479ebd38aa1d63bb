package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.flink.RunReport.Calls;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.setup.RejectedRow;
import dev.freshet.engine.setup.RejectedRows;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Follows a job through what its subtasks publish. One thread. */
final class JobWatch {
  private static final String TROUBLE = "trouble";

  private final RunningFlow flow;
  private final ProgressFiles files;
  private final int parallelism;

  JobWatch(RunningFlow flow, int parallelism) {
    this.flow = flow;
    this.files = ProgressFiles.of(flow.plan());
    this.parallelism = parallelism;
  }

  /**
   * The number that the watermark must reach for every source to have been scanned in this attempt
   * of the job; null as long as the source has not begun.
   */
  @Nullable
  Long round() throws IOException {
    Progress source = files.read(SourceProgressFile.NAME);
    return source == null ? null : source.counter(SourceProgressFile.ROUND);
  }

  /** Whether everything up to this number has reached the end of the pipeline. */
  boolean reached(long watermark) throws IOException {
    return all(RowProgress.NAME, RowProgress.WATERMARK, parallelism, watermark)
        && all(MutationWriter.NAME, MutationWriter.REACHED, sinks(), watermark);
  }

  /** Whether everything up to this number is in the targets. */
  boolean committed(long watermark) throws IOException {
    return all(MutationCommitter.NAME, MutationCommitter.COMMITTED, sinks(), watermark);
  }

  /** What the job failed with last, as the job manager saw it; null if it saw nothing. */
  @Nullable
  String trouble() throws IOException {
    Progress trouble = files.read(TROUBLE);
    return trouble == null ? null : trouble.notes().get(0).reason();
  }

  static void writeTrouble(RunPlan plan, String reason) throws IOException {
    Note note = new Note(TROUBLE, "", "", "", reason);
    ProgressFiles.of(plan).write(TROUBLE, new Progress(Map.of(), List.of(note)));
  }

  /** Whether mutations wait for a checkpoint. */
  boolean hasPending() throws IOException {
    return files.readAll(MutationWriter.NAME).stream()
        .anyMatch(writer -> writer.counter(MutationWriter.PENDING) > 0);
  }

  private int sinks() {
    return parallelism * flow.connectorTypes().size();
  }

  private boolean all(String prefix, String counter, int count, long atLeast) throws IOException {
    List<Progress> parts = files.readAll(prefix);
    return parts.size() >= count
        && parts.stream().allMatch(part -> part.counter(counter) >= atLeast);
  }

  Progress items() throws IOException {
    return Progress.together(files.readAll(ItemProgress.NAME));
  }

  Progress everything() throws IOException {
    return Progress.together(files.readAll(""));
  }

  /** How long a commit bears a target that is away. */
  Duration patience() {
    return BatchCommit.atMost(flow.plan().giveUpAfter());
  }

  /** What committers have published that are in the middle of a commit. */
  List<Progress> commits() throws IOException {
    return files.readAll(MutationCommitter.NAME).stream()
        .filter(committer -> flow.connectorTypes().stream().anyMatch(type -> isIn(type, committer)))
        .toList();
  }

  /** The targets that they may wait for. */
  String targetsOf(List<Progress> commits) {
    return flow.targets().stream()
        .filter(target -> commits.stream().anyMatch(commit -> isIn(target.type(), commit)))
        .map(LiveTarget::name)
        .collect(Collectors.joining(" or "));
  }

  private static boolean isIn(String type, Progress committer) {
    return committer.counter(MutationCommitter.COMMITTING + type) > 0;
  }

  /** Rings when something of this may have changed. */
  Bell bell() {
    return files.bell();
  }

  /** The leaving targets none of whose rows is claimed any more. */
  Set<Integer> emptied() throws IOException {
    Progress rows = Progress.together(files.readAll(RowProgress.NAME));
    Set<Integer> emptied = new HashSet<>();
    for (LiveTarget target : flow.targets()) {
      if (target.leaving() && rows.counter(RowProgress.ROWS + target.generation()) == 0) {
        emptied.add(target.generation());
      }
    }
    return emptied;
  }

  RunReport report(RejectedRows rejected, Duration duration) throws IOException {
    Progress all = everything();
    Map<String, SourceCounts> sources = new TreeMap<>();
    for (int id : flow.sourceIds()) {
      String name = flow.sourceName(id);
      sources.put(name, sourceCounts(all, name));
    }
    List<Failure> failures = new ArrayList<>();
    Map<String, Long> rejections = rejections(rejected, failures);
    Map<String, TargetCounts> targets = new TreeMap<>();
    for (String name : flow.targetNames()) {
      targets.put(
          name,
          new TargetCounts(
              all.counter("upserts/" + name),
              all.counter("deletes/" + name),
              rejections.getOrDefault(name, 0L),
              all.counter("conflicts/" + name)));
    }
    for (Note note : all.notes()) {
      if (note.kind().equals(ItemProgress.FAILED) || note.kind().equals(HeldRemovals.HELD)) {
        failures.add(failure("source", note));
      } else if (note.kind().equals(RowProgress.CONFLICT)) {
        failures.add(failure("target", note));
      }
    }
    return new RunReport(
        flow.plan().flowName(),
        sources,
        targets,
        failures,
        calls(all),
        all.counter("items"),
        sum(all, RowProgress.ROWS),
        all.counter("unsettled"),
        duration);
  }

  private static SourceCounts sourceCounts(Progress all, String name) {
    long added = all.counter("added/" + name);
    long changed = all.counter("changed/" + name);
    long failed = all.counter("failed/" + name);
    long listed = all.counter("listed/" + name);
    return new SourceCounts(
        added,
        changed,
        Math.max(0, listed - added - changed - failed),
        all.counter("removed/" + name),
        failed,
        all.counter("held/" + name));
  }

  private Map<String, Long> rejections(RejectedRows rejected, List<Failure> failures) {
    Map<String, Long> counts = new HashMap<>();
    try (Stream<RejectedRow> rows = rejected.rows()) {
      rows.forEach(
          row -> {
            int generation = row.id().generation();
            String target = flow.targetName(generation);
            counts.merge(target, 1L, Long::sum);
            if (failures.size() < Publisher.MOST_NOTES) {
              String key = flow.readableKey(generation, row.key());
              failures.add(new Failure("target", target, key, row.item(), row.reason()));
            }
          });
    }
    return counts;
  }

  private static Failure failure(String kind, Note note) {
    return new Failure(kind, note.place(), note.key(), note.item(), note.reason());
  }

  private static Calls calls(Progress all) {
    return new Calls(
        sum(all, "memo-calls/"),
        sum(all, "memo-hits/"),
        sum(all, "memo-misses/"),
        sum(all, "memo-bytes/"));
  }

  private static long sum(Progress all, String prefix) {
    return all.counters().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
