package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.Progress.Note;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The progress of one subtask: counts, and publishes them now and then or at once. One thread. */
final class Publisher {
  /** Reports list the first of many. */
  static final int MOST_NOTES = 1000;

  private static final long NOW_AND_THEN = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long SELDOM = TimeUnit.SECONDS.toNanos(2);

  private final ProgressFiles files;
  private final String name;
  private final Map<String, Long> counters = new TreeMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final @Nullable FlowMetrics metrics;
  private final long interval;
  private long publishedAt;

  Publisher(RunPlan plan, String name) {
    this(plan, name, null);
  }

  /**
   * @param metrics that show the same; null for none
   */
  Publisher(RunPlan plan, String name, @Nullable FlowMetrics metrics) {
    this.metrics = metrics;
    this.files = ProgressFiles.of(plan);
    this.name = name;
    this.interval = files.areFar() ? SELDOM : NOW_AND_THEN;
    this.publishedAt = System.nanoTime() - interval;
  }

  void add(String counter, long more) {
    counters.merge(counter, more, Long::sum);
  }

  void set(String counter, long value) {
    counters.put(counter, value);
  }

  long get(String counter) {
    return counters.getOrDefault(counter, 0L);
  }

  void replaceNotes(List<Note> newNotes) {
    notes.clear();
    notes.addAll(newNotes);
  }

  void note(Note note) {
    if (notes.size() < MOST_NOTES) {
      notes.add(note);
    }
  }

  Progress progress() {
    return new Progress(counters, notes);
  }

  void restore(Progress progress) {
    progress.counters().forEach(this::add);
  }

  void publishNowAndThen() {
    if (System.nanoTime() - publishedAt >= interval) {
      publish();
    }
  }

  void publish() {
    publishedAt = System.nanoTime();
    if (metrics != null) {
      metrics.show(counters);
    }
    try {
      files.write(name, progress());
    } catch (IOException e) {
      throw new UncheckedIOException("The progress of this run cannot be written", e);
    }
  }
}
