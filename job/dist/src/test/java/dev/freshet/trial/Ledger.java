package dev.freshet.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A target in memory, which does what a test tells it. Thread safe. */
public final class Ledger {
  private final Map<String, String> rows = new TreeMap<>();
  private final List<String> entries = new ArrayList<>();
  private final List<String> setups = new ArrayList<>();
  private boolean exists;
  private boolean failsNextDrop;
  private Weather weather = () -> {};
  private Weather aftermath = () -> {};
  private UnaryOperator<String> refusal = text -> null;
  private UnaryOperator<String> poison = text -> null;

  /** What happens when the ledger is reached for. */
  @FunctionalInterface
  interface Weather {
    void strike() throws Exception;
  }

  synchronized Map<String, String> rows() {
    return new TreeMap<>(rows);
  }

  /** What was written since the last time: {@code +id=text} and {@code -id}, in order. */
  synchronized List<String> takeEntries() {
    List<String> taken = List.copyOf(entries);
    entries.clear();
    return taken;
  }

  synchronized List<String> takeSetups() {
    List<String> taken = List.copyOf(setups);
    setups.clear();
    return taken;
  }

  /** Before every call. */
  synchronized void weather(Weather newWeather) {
    weather = newWeather;
  }

  /** After every call that wrote everything. */
  synchronized void aftermath(Weather newAftermath) {
    aftermath = newAftermath;
  }

  /** Rejects rows with a text for which it gives a reason. */
  synchronized void refuse(UnaryOperator<String> reason) {
    refusal = reason;
  }

  /** Fails the whole call if it has a row with a text for which this gives a reason. */
  synchronized void poison(UnaryOperator<String> reason) {
    poison = reason;
  }

  synchronized String refusal(String text) {
    return refusal.apply(text);
  }

  synchronized String poison(String text) {
    return poison.apply(text);
  }

  void strike() throws Exception {
    Weather now;
    synchronized (this) {
      now = weather;
    }
    now.strike();
  }

  void strikeAgain() throws Exception {
    Weather now;
    synchronized (this) {
      now = aftermath;
    }
    now.strike();
  }

  synchronized void create() {
    setups.add("create");
    exists = true;
  }

  synchronized void alter() {
    setups.add("alter");
  }

  synchronized void drop() {
    setups.add("drop");
    exists = false;
    rows.clear();
    if (failsNextDrop) {
      failsNextDrop = false;
      throw new IllegalStateException("the connection was lost");
    }
  }

  /** It will be dropped, but nobody hears of it. */
  synchronized void failNextDrop() {
    failsNextDrop = true;
  }

  /** A row that somebody else put there. */
  synchronized void putForeign(String id, String text) {
    exists = true;
    rows.put(id, text);
  }

  /** As it was at another time. */
  synchronized void replace(Map<String, String> newRows) {
    rows.clear();
    rows.putAll(newRows);
  }

  synchronized void upsert(String id, String text) {
    expectExisting();
    rows.put(id, text);
    entries.add("+" + id + "=" + text);
  }

  synchronized void delete(String id) {
    expectExisting();
    rows.remove(id);
    entries.add("-" + id);
  }

  private void expectExisting() {
    if (!exists) {
      throw new IllegalStateException("there is no such ledger");
    }
  }
}
