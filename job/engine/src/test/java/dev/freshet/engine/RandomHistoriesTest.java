package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.SimulatedJob.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever happened to sources, flow and processes: once the sources are quiet, one clean run ends
 * with what a clean rebuild would hold.
 *
 * <p>{@code -Dfreshet.seed=N} begins with another history, {@code -Dfreshet.histories=1} runs it
 * alone.
 */
class RandomHistoriesTest {
  private static final long SEED = Long.getLong("freshet.seed", 20_261_122L);
  private static final int HISTORIES = Integer.getInteger("freshet.histories", 2_000);

  @Test
  void everyHistoryEndsAsACleanRebuild() {
    int jobs = 0;
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      RandomHistory history = new RandomHistory(seed);
      try {
        history.happen();
        jobs += history.expectCleanEnd() ? 1 : 0;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "The history with -Dfreshet.seed=" + seed + ":\n" + String.join("\n", history.told), e);
      }
    }
    assertThat(jobs).as("last runs that had something to do").isGreaterThan(HISTORIES / 3);
  }

  /** One history, drawn from its seed. */
  private static final class RandomHistory {
    private static final List<String> KEYS = List.of("k1", "k2", "k3", "k4");
    private static final List<String> ROWS = List.of("a", "b", "c");

    private final Random random;
    private final SimulatedFlow flow;
    private final Map<String, List<SimulatedSource.Item>> earlier = new TreeMap<>();
    private final List<String> told = new ArrayList<>();
    private SimulatedDefinition definition = SimulatedDefinition.first();
    private final boolean calm;

    RandomHistory(long seed) {
      random = new Random(seed * 0x9E3779B97F4A7C15L);
      flow = new SimulatedFlow(random);
      calm = random.nextInt(4) == 0;
    }

    void happen() {
      int actions = 20 + random.nextInt(100);
      for (int i = 0; i < actions; i++) {
        int action = random.nextInt(100);
        if (action < 30) {
          changeSource();
        } else if (flow.isRunning()) {
          actInside();
        } else if (action < 55) {
          changeFlow();
        } else if (action < 75) {
          update();
        } else {
          tell("start " + definition);
          flow.start(definition);
        }
      }
    }

    private void tell(String what) {
      told.add(what);
    }

    private <T> T any(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    private void changeSource() {
      int id = 1 + random.nextInt(2);
      SimulatedSource source = flow.source(id);
      String key = any(KEYS);
      String history = id + "/" + key;
      SimulatedSource.Item before = source.items().get(key);
      int kind = random.nextInt(20);
      if (kind < 8 || before == null) {
        source.put(key, content());
      } else if (kind < 10) {
        source.touch(key);
      } else if (kind < 12) {
        source.remove(key);
      } else if (kind < 14) {
        source.rename(key, any(KEYS));
      } else if (kind < 16 && earlier.containsKey(history)) {
        source.put(key, any(earlier.get(history)));
      } else if (kind == 16 && !calm) {
        source.makeUnreadable(key);
      } else if (kind == 17) {
        source.makeRacy(key);
      } else if (kind == 18) {
        source.unmount();
      } else {
        source.heal();
      }
      if (before != null) {
        earlier.computeIfAbsent(history, missing -> new ArrayList<>()).add(before);
      }
      tell("source " + id + " after change of " + key + ": " + source.items());
      if (flow.isRunning() && definition.sources().contains(id) && random.nextInt(3) == 0) {
        tell("watch reports " + history);
        flow.touch(id, key);
      }
    }

    private String content() {
      if (!calm && random.nextInt(12) == 0) {
        return "fail";
      }
      List<String> parts = new ArrayList<>();
      for (String row : ROWS) {
        if (random.nextInt(3) == 0) {
          parts.add(row + "=" + (calm ? 7 : random.nextInt(2)));
        }
      }
      return String.join(" ", parts);
    }

    private void changeFlow() {
      if (random.nextInt(4) == 0) {
        flow.guardRemovals();
      } else {
        flow.confirmRemovals();
      }
      int kind = random.nextInt(12);
      definition =
          switch (kind) {
            case 0 ->
                definition
                    .withGeneration(definition.generation() + 1)
                    .withRevision(definition.revision());
            case 1, 2 -> definition.withRevision(definition.revision() + 1);
            case 3 -> definition.switchingShared();
            case 4, 5 -> definition.withSources(1);
            case 6, 7 -> definition.withSources(1, 2);
            case 8 -> definition.withSources(2);
            default -> definition.withLogic(any(List.of("v1", "v2")));
          };
      tell("flow becomes " + definition);
    }

    private void update() {
      flow.target().heal();
      tell("update " + definition);
      SimulatedFlow.Ended ended = flow.update(definition);
      tell("ended " + ended);
      if (ended.exitCode() == 0) {
        assertThat(flow.rows()).isEqualTo(flow.rebuild().rows());
      }
    }

    private void actInside() {
      int kind = random.nextInt(26);
      if (kind < 12) {
        for (int steps = random.nextInt(12); steps > 0; steps--) {
          flow.step(any(List.of(Step.values())));
        }
      } else if (kind < 15) {
        tell("scan");
        flow.scan();
      } else if (kind < 17) {
        tell("barrier");
        flow.beginCheckpoint();
      } else if (kind < 20) {
        tell("checkpoint completes: " + flow.checkpointCompletes());
        if (random.nextInt(3) > 0) {
          tell("commit: " + flow.commit());
        }
      } else if (kind == 20) {
        tell("whole checkpoint");
        flow.beginCheckpoint();
        flow.checkpoint();
      } else if (kind == 21) {
        breakTarget();
      } else if (kind == 22) {
        int source = any(List.copyOf(definition.sources()));
        tell("listing of " + source + " fails");
        flow.failScan(source);
      } else if (kind == 23) {
        tell("restart: " + flow.restart());
      } else {
        tell("crash");
        flow.crash();
        flow.target().heal();
      }
    }

    private void breakTarget() {
      SimulatedTarget target = flow.target();
      switch (random.nextInt(calm ? 2 : 5)) {
        case 0 -> target.crashAfter(random.nextInt(3));
        case 1 -> target.heal();
        case 2 -> target.poison(any(ROWS));
        case 3 -> target.refuse(any(ROWS));
        default -> target.goDown();
      }
      tell("target breaks or heals");
    }

    /** Returns whether the last run had to start a job. */
    boolean expectCleanEnd() {
      flow.crash();
      flow.target().heal();
      flow.confirmRemovals();
      for (int id = 1; id <= 2; id++) {
        SimulatedSource source = flow.source(id);
        source.heal();
        for (String key : KEYS) {
          if (source.items().containsKey(key) && source.get(key).content().equals("fail")) {
            source.put(key, "");
          }
        }
      }
      tell("quiet: " + flow.source(1).items() + " and " + flow.source(2).items());
      SimulatedFlow.Ended ended = flow.update(definition);
      tell("ended " + ended);
      SimulatedFlow.Rebuilt rebuilt = flow.rebuild();
      assertThat(ended.troubles()).isEmpty();
      assertThat(ended.rejected()).isZero();
      assertThat(ended.conflicts()).isEqualTo(rebuilt.conflicts().keySet());
      Map<String, String> rows = new TreeMap<>(flow.rows());
      rebuilt.conflicts().forEach((row, values) -> assertThat(values).contains(rows.remove(row)));
      assertThat(rows).isEqualTo(rebuilt.rows());
      return ended.startedJob();
    }
  }
}
