package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Unavailable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.Runs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** One random history of a flow, with a model of what its targets must hold. */
final class History {
  private static final int ROWS = 30;
  private static final int ITEMS = 12;
  private static final List<String> LEDGERS = List.of("main", "other");

  private final Workshop workshop;
  private final Random random;
  private final List<String> told = new ArrayList<>();
  private final Map<Integer, Integer> itemOf = new TreeMap<>();
  private final Map<Integer, String> textOf = new TreeMap<>();
  private final Map<Integer, String> troubleOf = new TreeMap<>();
  private boolean loud;
  private boolean second = true;
  private boolean shared;
  private String ledger = "main";
  private int edition;
  private boolean refusing;

  History(Workshop workshop, long seed) {
    this.workshop = workshop;
    this.random = new Random(seed);
    workshop.confirmRemovals(true);
    edit(20);
  }

  /** What happened, for a failure's message. */
  List<String> told() {
    return told;
  }

  void step() throws Exception {
    if (random.nextInt(3) == 0) {
      changeFlow();
    }
    if (random.nextInt(4) == 0) {
      refuse(!refusing);
    }
    edit(random.nextInt(6));
    workshop.parallelism(1 + random.nextInt(3));
    workshop.settings(
        Map.of("execution.checkpointing.interval", random.nextBoolean() ? "20ms" : "300ms"));
    switch (random.nextInt(5)) {
      case 0 -> update();
      case 1 -> stoppedUpdate();
      case 2 -> live();
      case 3 -> storm();
      default -> {
        stoppedUpdate();
        edit(3);
        update();
      }
    }
  }

  /** What a fault leaves, the next update without one puts right. */
  void healsAfter(Fault fault) throws Exception {
    calm();
    assertThat(update()).isZero();
    if (fault.strikesSetup()) {
      ledger = LEDGERS.get(1 - LEDGERS.indexOf(ledger));
    } else if (random.nextInt(3) == 0) {
      changeFlow();
    }
    edit(random.nextInt(5));
    moveTwoRows();
    Map<Integer, Integer> itemsBefore = new TreeMap<>(itemOf);
    Map<Integer, String> textsBefore = new TreeMap<>(textOf);
    int changes = random.nextInt(3) * 3;
    fault.arm(() -> edit(changes));
    struck(fault, random.nextBoolean());
    if (random.nextInt(3) == 0) {
      told.add("changed back");
      itemOf.clear();
      itemOf.putAll(itemsBefore);
      textOf.putAll(textsBefore);
    }
    if (random.nextInt(3) == 0) {
      changeFlow();
    }
    calm();
    workshop.parallelism(1 + random.nextInt(3));
    assertThat(update()).isZero();
    assertThat(update()).isZero();
  }

  /** So that whatever else was edited, a run has something to read and rows to write. */
  private void moveTwoRows() {
    for (int row : List.of(0, 1)) {
      itemOf.put(row, 1 + itemOf.getOrDefault(row, 0) % 2);
      textOf.put(row, "moved " + random.nextInt());
    }
    troubleOf.clear();
    putAll();
  }

  private void struck(Fault fault, boolean live) throws Exception {
    told.add(fault + (live ? " in a live run" : " in an update"));
    workshop.trial.interfere(fault);
    Runs runs = workshop.runs(flow());
    LiveRun run = live ? new LiveRun(runs) : LiveRun.ofUpdate(runs);
    await().until(() -> fault.hasStruck() || !run.isRunning());
    try {
      if (live || fault.stopsTheRun()) {
        run.stop();
      } else {
        run.await();
      }
    } catch (ExecutionException e) {
      told.add("ended with " + e.getCause());
    } finally {
      workshop.trial.interfere((point, again) -> {});
    }
  }

  /** From now on nothing fails and nothing is refused. */
  void calm() {
    troubleOf.clear();
    refuse(false);
    putAll();
  }

  private void edit(int changes) {
    for (int i = 0; i < changes; i++) {
      int row = random.nextInt(ROWS);
      switch (random.nextInt(8)) {
        case 0 -> itemOf.remove(row);
        case 1 -> itemOf.values().removeIf(item -> item == row % ITEMS);
        case 2 -> troubleOf.put(row % ITEMS, random.nextBoolean() ? "sleep 30" : "fail as told");
        case 3 -> troubleOf.remove(row % ITEMS);
        default -> {
          itemOf.put(row, random.nextInt(ITEMS));
          textOf.put(row, random.nextInt(4) == 0 ? "bad" : "text" + random.nextInt(4));
        }
      }
    }
    putAll();
  }

  /** Equal content has an equal version, so that items come back as they once were. */
  private void putAll() {
    for (int item = 0; item < ITEMS; item++) {
      StringBuilder text = new StringBuilder();
      for (int row : itemOf.keySet()) {
        if (itemOf.get(row) == item) {
          text.append("r").append(row).append('=').append(textOf.get(row)).append('\n');
        }
      }
      String key = "i" + item;
      Shelf shelf = workshop.trial.shelf(item % 3 == 0 ? "more" : "items");
      if (text.isEmpty()) {
        shelf.remove(key);
      } else {
        text.append("common=same\n").append(troubleOf.getOrDefault(item, "sleep 0"));
        shelf.put(key, Integer.toHexString(text.toString().hashCode()), text.toString());
      }
    }
  }

  private void refuse(boolean now) {
    told.add(now ? "refuse" : "accept");
    refusing = now;
    LEDGERS.forEach(
        name -> workshop.trial.ledger(name).refuse(text -> now && isBad(text) ? "bad" : null));
  }

  private static boolean isBad(String text) {
    return text.equalsIgnoreCase("bad");
  }

  private void changeFlow() {
    switch (random.nextInt(5)) {
      case 0 -> loud = !loud;
      case 1 -> second = !second;
      case 2 -> shared = !shared;
      case 3 -> ledger = LEDGERS.get(1 - LEDGERS.indexOf(ledger));
      default -> edition++;
    }
    told.add("flow " + loud + second + shared + ledger + edition);
  }

  private String flow() throws Exception {
    String process =
        "process: {class: dev.freshet.trial.%s, trial: $trial, target: lines}"
            .formatted(loud ? "LoudLines" : "Lines");
    StringBuilder yaml = new StringBuilder("name: lines\nsources:\n");
    for (String shelf : second ? List.of("items", "more") : List.of("items")) {
      yaml.append("  ").append(shelf).append(":\n    type: shelf\n    trial: $trial\n");
      yaml.append("    shelf: ").append(shelf).append("\n    refresh-interval: 20ms\n    ");
      yaml.append(process).append('\n');
    }
    yaml.append("targets:\n  lines:\n    type: ledger\n    trial: $trial\n");
    yaml.append("    ledger: ").append(ledger).append("\n    shared: ").append(shared);
    yaml.append("\n    edition: ").append(edition % 2 == 0 ? "" : "new ").append("e");
    return workshop.flow(yaml.append(edition).append('\n').toString());
  }

  /** Runs to the end; what it says must be so. */
  int update() throws Exception {
    RunReport report = workshop.update(flow());
    told.add("update " + report.exitCode());
    if (report.exitCode() == 0) {
      assertThat(workshop.trial.ledger(ledger).rows()).isEqualTo(expected());
      assertThat(workshop.trial.ledger(LEDGERS.get(1 - LEDGERS.indexOf(ledger))).rows()).isEmpty();
      assertThat(report.items()).isEqualTo(expectedItems());
    } else {
      assertThat(report.exitCode()).isEqualTo(3);
      assertThat(troubleOf.containsValue("fail as told") || refusing).isTrue();
    }
    return report.exitCode();
  }

  private long expectedItems() {
    return itemOf.values().stream().distinct().filter(item -> second || item % 3 != 0).count();
  }

  private Map<String, String> expected() {
    Map<String, String> expected = new TreeMap<>();
    itemOf.forEach(
        (row, item) -> {
          if (second || item % 3 != 0) {
            put(expected, "r" + row, textOf.get(row));
            put(expected, "common", "same");
          }
        });
    return expected;
  }

  private void put(Map<String, String> rows, String id, String text) {
    rows.put(id, loud ? text.toUpperCase(Locale.ROOT) : text);
  }

  private void stoppedUpdate() throws Exception {
    told.add("stopped update");
    stopSomewhere(LiveRun.ofUpdate(workshop.runs(flow())), () -> {});
  }

  private void live() throws Exception {
    told.add("live");
    stopSomewhere(workshop.live(flow()), () -> edit(4));
  }

  private void stopSomewhere(LiveRun run, Runnable meanwhile) throws Exception {
    int functionCalls = workshop.trial.callCount() + random.nextInt(6);
    int ledgerCalls = workshop.trial.ledgerCalls().size() + random.nextInt(4);
    boolean byFunctions = random.nextBoolean();
    long latest = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    try (run) {
      await()
          .until(
              () ->
                  !run.isRunning()
                      || System.nanoTime() > latest
                      || (byFunctions
                          ? workshop.trial.callCount() > functionCalls
                          : workshop.trial.ledgerCalls().size() > ledgerCalls));
      meanwhile.run();
    }
  }

  private void storm() throws Exception {
    told.add("storm");
    Ledger struck = workshop.trial.ledger(ledger);
    int calls = workshop.trial.ledgerCalls().size() + random.nextInt(3);
    struck.weather(
        () -> {
          if (workshop.trial.ledgerCalls().size() > calls) {
            throw new Unavailable("storm", null, Duration.ofMinutes(1));
          }
        });
    workshop.giveUpAfter(Duration.ofMillis(300));
    try {
      update();
    } catch (RunFailure e) {
      assertThat(e).hasMessageContaining("storm");
    } finally {
      struck.weather(() -> {});
      workshop.giveUpAfter(Duration.ofSeconds(30));
    }
  }
}
