package dev.freshet.testkit;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.Nullable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A watch that a test follows. One thread. */
final class TestedWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final ItemWatch watch;
  private final Duration patience;

  TestedWatch(@Nullable ItemWatch watch, Duration patience) {
    if (watch == null) {
      throw Failure.of("watch returned null; wanted a watch");
    }
    this.watch = watch;
    this.patience = patience;
  }

  List<ItemChange> poll(Duration atMost) throws Exception {
    List<ItemChange> changes = watch.poll(atMost);
    if (changes == null) {
      throw Failure.of("poll returned null; return no changes when there are none");
    }
    return changes;
  }

  /** However it ends, it has ended. */
  void pollUntilInterrupted() {
    try {
      while (!Thread.interrupted()) {
        poll(patience.multipliedBy(10));
      }
    } catch (Exception e) {
      Thread.currentThread().interrupt();
    }
  }

  void expect(String key, String why) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    Set<String> others = new TreeSet<>();
    while (System.nanoTime() < end) {
      for (ItemChange change : poll(POLL)) {
        if (change.key().equals(key)) {
          return;
        }
        others.add(Texts.quoted(change.key()));
      }
    }
    throw Failure.of(
        "The watch did not report %s within %d s although %s; it reported %s"
            .formatted(Texts.quoted(key), patience.toSeconds(), why, others));
  }

  @Override
  public void close() {
    Failure.unless(
        "close of the watch",
        () -> {
          watch.close();
          return true;
        });
  }
}
