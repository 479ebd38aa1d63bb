package dev.freshet.engine.flink;

import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.setup.DeclaredSource;
import dev.freshet.engine.setup.DeclaredTarget;
import dev.freshet.engine.setup.RejectedRow;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.SetupPlan;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.StateException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a flow has set up, and what it would. Starts no job: rows that have to be deleted one by one
 * wait for the next update. One thread.
 */
public final class FlowSetup {
  private final FlowDefinition flow;
  private final StateDirectory state;
  private final SetupConnectors connectors;
  private final ClassLoader loader;

  public FlowSetup(LoadedFlow flow, Path stateRoot, ClassLoader loader) throws RunFailure {
    this.flow = flow.definition();
    this.loader = loader;
    this.connectors = new SetupConnectors(Connectors.discover(loader));
    try {
      this.state = StateDirectory.of(stateRoot, this.flow.name());
    } catch (StateException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    }
  }

  public StateDirectory state() {
    return state;
  }

  /** What would change. Reads only. */
  public SetupPlan plan() throws RunFailure {
    return guarded(() -> new Preparation(flow, loader, state).plan(false));
  }

  /** Carries out what there is to change, and returns it. */
  public SetupPlan apply() throws RunFailure {
    return guarded(
        () -> {
          try (RunLock lock = state.lock("setup")) {
            lock.fence().check();
            Preparation preparation = new Preparation(flow, loader, state);
            SetupPlan plan = preparation.plan(false);
            if (plan.changes(state.setup().read())) {
              state.digest().delete();
              preparation.apply(plan);
            }
            return plan;
          }
        });
  }

  /** The place of each source, as a person would name it. */
  public Map<String, String> sourcePlaces() {
    Map<String, String> places = new TreeMap<>();
    for (DeclaredSource source : connectors.sources(flow)) {
      places.put(source.name(), connectors.describe(source.type(), source.persistentKey()));
    }
    return places;
  }

  /** The place of each target, as a person would name it. */
  public Map<String, String> targetPlaces() {
    Map<String, String> places = new TreeMap<>();
    for (DeclaredTarget target : connectors.targets(flow)) {
      places.put(target.name(), connectors.describe(target.type(), target.persistentKey()));
    }
    return places;
  }

  /** The rows that targets refused and that no later run has written or given up. */
  public List<Failure> rejected() throws RunFailure {
    return guarded(
        () -> {
          SetupState setup = state.setup().read();
          try (Stream<RejectedRow> rows = state.rejected().rows()) {
            return rows.map(row -> rejected(row, setup)).toList();
          }
        });
  }

  private static Failure rejected(RejectedRow row, SetupState setup) {
    return setup
        .targetOfGeneration(row.id().generation())
        .map(target -> failure(row, target.setup()))
        .orElseGet(() -> new Failure("target", "a dropped target", "?", row.item(), row.reason()));
  }

  private static Failure failure(RejectedRow row, DeclaredTarget target) {
    List<?> key = CanonicalEncoding.decode(target.schema().key(), row.key()).values();
    String readable = key.size() == 1 ? String.valueOf(key.get(0)) : key.toString();
    return new Failure("target", target.name(), readable, row.item(), row.reason());
  }

  private interface Question<T> {
    T ask() throws Exception;
  }

  private static <T> T guarded(Question<T> question) throws RunFailure {
    try {
      return question.ask();
    } catch (RunFailure | RuntimeException e) {
      throw e;
    } catch (StateException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    } catch (Exception e) {
      throw RunFailure.failed(Failures.describe(e), e);
    }
  }
}
