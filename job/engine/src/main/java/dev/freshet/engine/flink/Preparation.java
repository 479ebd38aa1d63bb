package dev.freshet.engine.flink;

import dev.freshet.api.ItemReader;
import dev.freshet.api.LogReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.Unavailable;
import dev.freshet.api.WatchingReader;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.item.OpenReader;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.Rejection;
import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.RejectedRow;
import dev.freshet.engine.setup.RejectedRows;
import dev.freshet.engine.setup.SetupChanges;
import dev.freshet.engine.setup.SetupFile;
import dev.freshet.engine.setup.SetupPlan;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.TrackedTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What happens outside before a job may start. One thread, which holds the lock of the flow. */
final class Preparation {
  private final FlowDefinition flow;
  private final Connectors connectors;
  private final SetupConnectors setupConnectors;
  private final StateDirectory state;

  Preparation(FlowDefinition flow, ClassLoader loader, StateDirectory state) {
    this.flow = flow;
    this.connectors = Connectors.discover(loader);
    this.setupConnectors = new SetupConnectors(connectors);
    this.state = state;
  }

  /** Opens every source once, so that a wrong path or password ends the run before it begins. */
  void openSources() throws RunFailure {
    for (SourceDefinition source : flow.sources()) {
      try (OpenReader opened = open(source)) {
        checkRefresh(source, opened.reader());
      } catch (Unavailable e) {
        throw RunFailure.failed("Source " + source.name() + ": " + Failures.message(e), e);
      } catch (Exception e) {
        throw RunFailure.wrong("Source " + source.name() + ": " + Failures.message(e), e);
      }
    }
  }

  private static void checkRefresh(SourceDefinition source, ItemReader reader) {
    if (reader instanceof LogReader && source.refreshInterval() != null) {
      throw new IllegalArgumentException(
          "it is followed by its log and not listed again, so it cannot have a refresh interval;"
              + " remove refresh-interval (in Java, refreshEvery)");
    }
    if (source.watch() && !(reader instanceof WatchingReader || reader instanceof LogReader)) {
      throw new IllegalArgumentException(
          "it cannot be watched, as "
              + source.type()
              + " offers that neither always nor with these options; remove watch, and use"
              + " refresh-interval (in Java, refreshEvery) to list it again and again");
    }
  }

  OpenReader open(SourceDefinition source) throws Exception {
    return open(connectors.newSource(source.type()), source.setup(RunningFlow.CALL_DEADLINE));
  }

  private static <S extends SourceSpec> OpenReader open(
      SourceConnector<S> connector, Setup<SourceSpec> setup) throws Exception {
    return RunningFlow.open(connector, setup);
  }

  SetupPlan plan(boolean full) throws IOException {
    return SetupPlan.plan(
        state.setup().read(),
        setupConnectors.sources(flow),
        setupConnectors.targets(flow),
        setupConnectors,
        full);
  }

  SetupState apply(SetupPlan plan) throws RunFailure {
    try {
      return new SetupChanges(state.setup()).apply(plan, setupConnectors);
    } catch (Unavailable e) {
      throw RunFailure.failed("The setup could not be applied: " + Failures.message(e), e);
    } catch (Exception e) {
      throw RunFailure.wrong("The setup could not be applied: " + Failures.message(e), e);
    }
  }

  /**
   * Forgets the sources that left, whose claims the job has released, and those leaving targets
   * that hold no row of ours any more, and drops their structures.
   */
  SetupState forgetLeaving(SetupState setup, Set<Integer> emptied) throws Exception {
    Set<Integer> gone = new HashSet<>(emptied);
    state.rejected().rows().forEach(row -> gone.remove(row.id().generation()));
    SetupPlan plan = SetupPlan.forgetLeaving(setup, setup.leavingSources(), gone, setupConnectors);
    return plan.changes(setup) ? apply(plan) : setup;
  }

  /**
   * Prepares every target once, so that one that cannot be opened ends the run before it begins.
   */
  static void openTargets(RunningFlow running) throws RunFailure {
    for (LiveTarget target : running.targets()) {
      try (ConnectedTargets<?, ?, ?, ?> connected =
          ConnectedTargets.open(target.type(), running, running.fence()::check)) {
        var unused = connected.prepare(target);
      } catch (Unavailable e) {
        throw RunFailure.failed("Target " + target.name() + ": " + Failures.message(e), e);
      } catch (Exception e) {
        throw RunFailure.wrong("Target " + target.name() + ": " + Failures.message(e), e);
      }
    }
  }

  /** Tells the connectors which targets hold all their rows for the first time. */
  static void loaded(RunningFlow running, SetupFile file) throws Exception {
    SetupState setup = file.read();
    Set<Integer> loaded = new HashSet<>();
    for (LiveTarget target : running.targets()) {
      boolean before =
          setup.targetOfGeneration(target.generation()).map(TrackedTarget::loaded).orElse(true);
      if (!before && !target.leaving()) {
        try (ConnectedTargets<?, ?, ?, ?> connected =
            ConnectedTargets.open(target.type(), running, running.fence()::check)) {
          connected.loaded(target);
        }
        loaded.add(target.generation());
      }
    }
    if (!loaded.isEmpty()) {
      file.write(setup.loaded(loaded));
    }
  }

  /** Offers rejected rows to their targets again, before any batch that may be newer. */
  static void retryRejected(RunningFlow running, RejectedRows rejected) throws Exception {
    rejected.retain(Set.copyOf(running.targets().stream().map(LiveTarget::generation).toList()));
    Map<String, List<RejectedRow>> byType = new TreeMap<>();
    rejected
        .rows()
        .forEach(
            row -> {
              String type = running.connectorTypeOf(row.id().generation());
              if (type != null) {
                byType.computeIfAbsent(type, missing -> new ArrayList<>()).add(row);
              }
            });
    Fence fence = running.fence();
    for (Map.Entry<String, List<RejectedRow>> entry : byType.entrySet()) {
      try (BatchCommit commit =
          new BatchCommit(
              () -> ConnectedTargets.openAll(entry.getKey(), running, fence::check),
              fence::check,
              running.plan().giveUpAfter(),
              time -> Thread.sleep(time.toMillis()))) {
        var unused = retry(commit, entry.getValue(), rejected);
      }
    }
  }

  /** Returns those that their target has taken now, the oldest batches first. */
  static List<Mutation> retry(BatchCommit commit, List<RejectedRow> rows, RejectedRows rejected)
      throws Exception {
    TreeMap<Long, List<RejectedRow>> bySequence = new TreeMap<>();
    rows.forEach(
        row -> bySequence.computeIfAbsent(row.sequence(), missing -> new ArrayList<>()).add(row));
    List<Mutation> accepted = new ArrayList<>();
    for (Map.Entry<Long, List<RejectedRow>> batch : bySequence.entrySet()) {
      accepted.addAll(retry(commit, batch.getKey(), batch.getValue(), rejected));
    }
    return accepted;
  }

  private static List<Mutation> retry(
      BatchCommit commit, long sequence, List<RejectedRow> rows, RejectedRows rejected)
      throws Exception {
    List<Mutation> accepted = new ArrayList<>(rows.stream().map(Preparation::mutation).toList());
    Set<Fingerprint> still = new HashSet<>();
    for (Rejection rejection : commit.commitAll(accepted, sequence)) {
      still.add(rejection.mutation().row());
    }
    accepted.removeIf(mutation -> still.contains(mutation.row()));
    rejected.remove(
        accepted.stream().map(row -> new RejectedRow.Id(row.generation(), row.row())).toList());
    return accepted;
  }

  private static Mutation mutation(RejectedRow row) {
    return new Mutation(
        row.id().row(), row.id().generation(), row.key(), row.value(), new Claimant(0, row.item()));
  }
}
