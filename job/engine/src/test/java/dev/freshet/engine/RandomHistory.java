package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.SimulatedDefinition.Shape;
import dev.freshet.engine.SimulatedFaults.Fault;
import dev.freshet.engine.SimulatedFaults.Kind;
import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.SimulatedJob.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What happens to two sources, a flow and its processes, drawn from a seed. Every action draws from
 * a seed of its own, so that the others stay what they are when some are left out.
 */
final class RandomHistory {
  private static final List<String> KEYS = List.of("k1", "k2", "k3", "k4");
  private static final List<String> ROWS = List.of("a", "b", "c");
  private static final String FILES = "files";

  private final long seed;
  private final List<Integer> actions;
  private final boolean calm;
  private final boolean lively;
  private final boolean followsLogs;
  private final SimulatedFlow flow;
  private final Map<String, List<SimulatedSource.Item>> earlier = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private Random random;
  private SimulatedDefinition definition = SimulatedDefinition.first();
  private boolean lastRunStartedJob;
  private int faultsFired;

  /**
   * @param actions the numbers of those that happen
   */
  RandomHistory(long seed, List<Integer> actions) {
    this.seed = seed;
    this.actions = actions;
    random = randomOf(seed, -1);
    calm = random.nextInt(4) == 0;
    lively = random.nextBoolean();
    followsLogs = random.nextBoolean();
    flow = new SimulatedFlow(random);
    for (int id = 1; id <= 2; id++) {
      flow.source(id).follow(followsLogs && random.nextBoolean());
    }
    flow.target().putForeignRow(SimulatedDefinition.FOLDER, "files");
    flow.target().putForeignRow(SimulatedDefinition.FOLDER, "never ours");
    flow.faults().onTakeover(() -> flow.takeOver(definition));
  }

  static List<Integer> allActions(long seed) {
    return IntStream.range(0, 20 + randomOf(seed, -2).nextInt(100)).boxed().toList();
  }

  private static Random randomOf(long seed, int action) {
    return new Random(seed * 0x9E3779B97F4A7C15L + action * 0xD1B54A32D192ED03L);
  }

  /** Null if all went well; what was wrong otherwise. */
  @dev.freshet.api.Nullable
  Throwable failure() {
    try {
      for (int action : actions) {
        random = randomOf(seed, action);
        flow.use(random);
        happen();
      }
      expectCleanEnd();
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }

  List<String> told() {
    return told;
  }

  boolean lastRunStartedJob() {
    return lastRunStartedJob;
  }

  int faultsFired() {
    return faultsFired;
  }

  private void happen() {
    int action = random.nextInt(100);
    if (action < 30) {
      changeSource();
    } else if (flow.isRunning()) {
      actInside();
    } else if (action < (lively ? 36 : 50)) {
      changeFlow();
    } else if (action < (lively ? 42 : 62)) {
      update();
    } else if (action < (lively ? 44 : 84)) {
      crashInRecovery();
    } else {
      tell("start " + definition);
      flow.start(definition);
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
    int kind = random.nextInt(24);
    boolean wasRacy = source.isRacy(key);
    if (kind < 4 && before != null && wasRacy) {
      source.put(key, new SimulatedSource.Item(before.version(), content()));
    } else if (kind < 8 || before == null) {
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
      source.touch(key);
      source.makeRacy(key);
    } else if (kind == 18) {
      source.unmount();
    } else if (kind < 21) {
      moveRows(source, key, before);
    } else if (kind == 21) {
      source.truncate();
    } else if (kind == 22) {
      source.loseLog();
    } else {
      source.heal();
    }
    if (before != null && !wasRacy) {
      earlier.computeIfAbsent(history, missing -> new ArrayList<>()).add(before);
    }
    tell("source " + id + " after change of " + key + ": " + source.items());
    if (flow.isRunning()
        && flow.job().run.definition().sources().contains(id)
        && random.nextInt(3) == 0) {
      if (source.isFollowed()) {
        tell("log of " + id + " is read");
        flow.follow(id, random.nextInt(4));
      } else {
        tell("watch reports " + history);
        flow.touch(id, key);
      }
    }
  }

  /** What one item declared, another does; the one keeps nothing, or all of it. */
  private void moveRows(SimulatedSource source, String from, SimulatedSource.Item item) {
    String to = any(KEYS);
    if (random.nextInt(3) > 0) {
      source.put(from, "");
    }
    source.put(to, item.content());
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
    flow.rescale(1 + random.nextInt(3));
    if (followsLogs && random.nextInt(6) == 0) {
      int id = 1 + random.nextInt(2);
      flow.source(id).follow(!flow.source(id).isFollowed());
      flow.source(id).loseLog();
      tell("log of " + id + " is followed: " + flow.source(id).isFollowed());
    }
    Shape pages = definition.pages();
    Shape files = definition.targets().getOrDefault(FILES, Shape.folder("files"));
    definition =
        switch (random.nextInt(18)) {
          case 0 -> definition.recreated(any(List.of("plain", "new")));
          case 1 -> definition.rewritten(any(List.of("value", "html")));
          case 2 -> definition.switchingShared();
          case 3 ->
              definition.with(
                  SimulatedDefinition.PAGES, pages.keyedBy(any(List.of("row", "path"))));
          case 4 ->
              definition.with(
                  SimulatedDefinition.PAGES, pages.at(any(List.of("output", "elsewhere"))));
          case 5 -> definition.without(SimulatedDefinition.PAGES);
          case 6, 7 -> definition.with(FILES, files);
          case 8 -> definition.without(FILES);
          case 9 -> definition.with(FILES, files.withOption(any(List.of("plain", "new"))));
          case 10 -> definition.with(FILES, files.withColumn(any(List.of("value", "html"))));
          case 11 -> definition.with(FILES, files.switchingShared());
          case 12, 13 -> definition.withSources(1);
          case 14, 15 -> definition.withSources(1, 2);
          case 16 -> definition.withSources(2);
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
      flow.rebuild().expectIn(flow.target());
    }
  }

  /** Up to three runs, each of which may meet a fault while it recovers from the one before. */
  private void crashInRecovery() {
    for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
      Point point = any(List.of(Point.values()));
      Kind kind = any(point.kinds());
      Fault fault = new Fault(point, random.nextInt(1 + random.nextInt(6)), kind);
      flow.faults().plan(List.of(fault));
      Optional<SimulatedFlow.Ended> ended = flow.attempt(definition);
      faultsFired += flow.faults().fired().size();
      tell("update with " + fault + " ended " + ended + ", fired " + flow.faults().fired());
    }
    flow.faults().plan(List.of());
  }

  private void actInside() {
    int kind = random.nextInt(lively ? 34 : 28);
    if (kind < 12 || kind >= 28) {
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
      flow.checkpoint();
    } else if (kind == 21) {
      breakTarget();
    } else if (kind == 22) {
      int source = any(List.copyOf(flow.job().run.definition().sources()));
      tell("listing of " + source + " fails");
      flow.failScan(source);
    } else if (kind == 23) {
      tell("restart: " + flow.restart());
    } else if (kind == 24) {
      tell("another run takes over and the first goes on");
      flow.takeOver(definition);
    } else if (kind == 26) {
      flicker();
    } else if (kind == 25) {
      tell("memos are lost");
      flow.memos().lose();
    } else {
      tell("crash");
      flow.crash();
      flow.target().heal();
    }
  }

  /** An item is another one, or gone, for a few steps, and then as it was. */
  private void flicker() {
    int id = any(List.copyOf(flow.job().run.definition().sources()));
    SimulatedSource source = flow.source(id);
    String key = any(KEYS);
    SimulatedSource.Item before = source.items().get(key);
    if (before == null) {
      return;
    }
    if (random.nextInt(4) == 0) {
      source.remove(key);
    } else {
      source.put(key, content());
    }
    tell("source " + id + " for a moment: " + source.items());
    for (int steps = random.nextInt(20); steps > 0; steps--) {
      flow.step(any(List.of(Step.values())));
    }
    source.put(key, before);
    tell("and again: " + source.items());
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

  private void expectCleanEnd() {
    random = randomOf(seed, -3);
    flow.use(random);
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
    SimulatedRebuild rebuilt = flow.rebuild();
    assertThat(ended.troubles()).isEmpty();
    assertThat(ended.rejected()).isZero();
    assertThat(ended.conflicts()).isEqualTo(rebuilt.conflicts().keySet());
    rebuilt.expectIn(flow.target());
    lastRunStartedJob = ended.startedJob();
  }
}
