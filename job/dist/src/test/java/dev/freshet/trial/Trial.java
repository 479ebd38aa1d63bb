package dev.freshet.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * What the trial connectors and functions of one test share with it, found by name because the
 * engine makes them by class name and options. Thread safe.
 */
public final class Trial {
  /**
   * A system property that names a file: calls of the memo's function are noted there as they
   * begin, and take a while.
   */
  static final String DIARY = "freshet.trial.diary";

  private static final Map<String, Trial> ALL = new ConcurrentHashMap<>();

  private final String name;
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
  private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> remembered = new CopyOnWriteArrayList<>();
  private final List<LedgerCall> ledgerCalls = new CopyOnWriteArrayList<>();
  private volatile Interference interference = (point, again) -> {};
  private int running;
  private int mostRunning;

  /** What happens at the points that runs come by. */
  @FunctionalInterface
  interface Interference {
    /**
     * @param again does once more what was just done, or nothing
     */
    void at(Point point, Runnable again) throws Exception;
  }

  /** Where a run can be interfered with. */
  enum Point {
    BEFORE_LISTING,
    AFTER_LISTING,
    BEFORE_READING,
    AFTER_READING,
    BEFORE_CALL,
    AFTER_CALL,
    BEFORE_SETUP,
    AFTER_SETUP,
    BEFORE_PREPARATION,
    BEFORE_MUTATIONS,
    BETWEEN_ROWS,
    AFTER_MUTATIONS
  }

  private Trial(String name) {
    this.name = name;
  }

  public static Trial named(String name) {
    return ALL.computeIfAbsent(name, Trial::new);
  }

  String name() {
    return name;
  }

  void interfere(Interference newInterference) {
    interference = newInterference;
  }

  void at(Point point) throws Exception {
    at(point, () -> {});
  }

  void at(Point point, Runnable again) throws Exception {
    interference.at(point, again);
  }

  Shelf shelf(String shelf) {
    return shelves.computeIfAbsent(shelf, missing -> new Shelf());
  }

  Ledger ledger(String ledger) {
    return ledgers.computeIfAbsent(ledger, missing -> new Ledger());
  }

  /** Functions wait at a gate until the test counts it down. */
  CountDownLatch gate(String gate) {
    return gates.computeIfAbsent(gate, missing -> new CountDownLatch(1));
  }

  void awaitDeaf(String gate) {
    boolean interrupted = true;
    while (interrupted) {
      try {
        gate(gate).await();
        interrupted = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /** The keys of the items whose function was called since the last time this was asked. */
  List<String> takeCalls() {
    List<String> taken = new ArrayList<>(calls);
    calls.clear();
    taken.sort(null);
    return taken;
  }

  int callCount() {
    return calls.size();
  }

  /** The inputs for which the memo's own function was called since the last time. */
  List<String> takeRemembered() {
    List<String> taken = new ArrayList<>(remembered);
    remembered.clear();
    taken.sort(null);
    return taken;
  }

  List<LedgerCall> ledgerCalls() {
    return ledgerCalls;
  }

  synchronized int mostRunning() {
    return mostRunning;
  }

  synchronized int running() {
    return running;
  }

  List<String> remember(List<String> inputs) throws Exception {
    remembered.addAll(inputs);
    String diary = System.getProperty(DIARY);
    if (diary != null) {
      String text = String.join("\n", inputs) + "\n";
      Files.writeString(Path.of(diary), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Thread.sleep(50);
    }
    return inputs.stream().map(input -> "result of " + input).toList();
  }

  synchronized Call call(String key) {
    calls.add(key);
    running++;
    mostRunning = Math.max(mostRunning, running);
    notifyAll();
    return new Call();
  }

  /** One call of an item function, from its begin to its end. */
  final class Call implements AutoCloseable {
    /** Waits until so many calls were once in flight at the same time. */
    void awaitOthers(int together) throws InterruptedException {
      synchronized (Trial.this) {
        while (mostRunning < together) {
          Trial.this.wait();
        }
      }
    }

    @Override
    public void close() {
      synchronized (Trial.this) {
        running--;
        Trial.this.notifyAll();
      }
    }
  }
}
