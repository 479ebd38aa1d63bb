package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.setup.RunDigest;
import dev.freshet.engine.setup.SetupChanges;
import dev.freshet.engine.setup.SetupPlan;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the state directory of a simulated flow holds. */
final class SimulatedState {
  private static final SimulatedDefinition.TargetRules RULES =
      new SimulatedDefinition.TargetRules();

  private final SimulatedFaults faults;
  final Map<Fingerprint, Mutation> rejected = new LinkedHashMap<>();
  final List<SimulatedSnapshot> snapshots = new ArrayList<>();
  private boolean full;
  private SetupState setup = SetupState.empty();
  private long fence;
  private long epoch;
  private @Nullable Fingerprint lastStarted;
  private @Nullable RunDigest digest;

  /** Another run has taken over. */
  static final class Fenced extends IOException {
    private static final long serialVersionUID = 1L;

    Fenced(String message) {
      super(message);
    }
  }

  SimulatedState(SimulatedFaults faults) {
    this.faults = faults;
  }

  /** Takes the flow over from whoever has it. Returns the fence number. */
  long lock() throws Exception {
    fence++;
    faults.pass(Point.LOCK);
    return fence;
  }

  void checkFence(long ofRun) throws Fenced {
    if (ofRun != fence) {
      throw new Fenced("Run " + fence + " has taken over from run " + ofRun);
    }
  }

  SetupState setup() {
    return setup;
  }

  SetupPlan plan(SimulatedDefinition next) throws StateException {
    return SetupPlan.plan(setup, next.declaredSources(), next.declaredTargets(), RULES, full);
  }

  /** The next plan has every row written again. */
  void writeAllRowsAgain() {
    full = true;
  }

  SetupState apply(long ofRun, SetupPlan plan, SimulatedTarget target) throws Exception {
    full = false;
    return new SetupChanges(new Store(ofRun)).apply(plan, target::change);
  }

  /** The file that holds the setup. */
  private final class Store implements SetupChanges.Store {
    private final long ofRun;

    Store(long ofRun) {
      this.ofRun = ofRun;
    }

    @Override
    public void write(SetupState next) throws IOException {
      SimulatedState.this.checkFence(ofRun);
      try {
        faults.around(Point.SETUP_WRITTEN, () -> setup = next);
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @Override
    public void checkFence() throws IOException {
      faults.pass(Point.SETUP_CALL);
      SimulatedState.this.checkFence(ofRun);
    }
  }

  /** These sources and generations are leaving and hold nothing any more. */
  void forget(long ofRun, Set<Integer> sources, Set<Integer> emptied, SimulatedTarget target)
      throws Exception {
    faults.pass(Point.FORGOTTEN);
    checkFence(ofRun);
    apply(ofRun, SetupPlan.forgetLeaving(setup, sources, emptied, RULES), target);
  }

  long raiseEpoch(Fingerprint flow) throws Exception {
    faults.around(
        Point.EPOCH_RAISED,
        () -> {
          if (!flow.equals(lastStarted)) {
            lastStarted = flow;
            epoch++;
          }
        });
    return epoch;
  }

  @Nullable
  RunDigest digest() {
    return digest;
  }

  void deleteDigest() throws Exception {
    faults.around(Point.DIGEST_DELETED, () -> digest = null);
  }

  void writeDigest(long ofRun, RunDigest next) throws Exception {
    faults.around(
        Point.DIGEST_WRITTEN,
        () -> {
          checkFence(ofRun);
          digest = next;
        });
  }

  SimulatedSnapshot newest() {
    return snapshots.stream()
        .max(
            Comparator.comparingLong((SimulatedSnapshot taken) -> taken.fence)
                .thenComparingLong(taken -> taken.checkpoint))
        .orElse(new SimulatedSnapshot(0, 0));
  }

  Optional<Snapshot> newestSnapshot() {
    return snapshots.isEmpty() ? Optional.empty() : Optional.of(named(newest()));
  }

  static Snapshot named(SimulatedSnapshot taken) {
    return new Snapshot(taken.fence, taken.checkpoint, "chk-" + taken.checkpoint);
  }
}
