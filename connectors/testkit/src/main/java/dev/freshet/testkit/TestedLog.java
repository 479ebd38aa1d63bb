package dev.freshet.testkit;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemChange.Kind;
import dev.freshet.api.ItemLog;
import dev.freshet.api.Nullable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A log that a test follows. One thread. */
final class TestedLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final ItemLog log;
  private final TestedWatch watch;
  private final Duration patience;
  private final Map<String, Kind> last = new LinkedHashMap<>();

  TestedLog(@Nullable ItemLog log, Duration patience) {
    if (log == null) {
      throw Failure.of("log returned null; wanted a log");
    }
    this.log = log;
    this.watch = new TestedWatch(log, patience);
    this.patience = patience;
  }

  /** Reads all that was changed before this call. */
  void readToTheEnd() throws Exception {
    String end = log.end();
    long until = System.nanoTime() + patience.toNanos();
    while (!log.reached(end)) {
      if (System.nanoTime() > until) {
        throw Failure.of(
            "The log stands at %s and did not reach %s, its end when that was asked, within %d s"
                .formatted(log.position(), end, patience.toSeconds()));
      }
      for (ItemChange change : watch.poll(POLL)) {
        last.remove(change.key());
        last.put(change.key(), change.kind());
      }
    }
  }

  /** What the log said last of every key. */
  void expectLast(Map<String, Kind> wanted) {
    if (!last.equals(wanted)) {
      throw Failure.of(
          "The last changes that the log told are %s; wanted %s".formatted(last, wanted));
    }
  }

  String position() {
    return log.position();
  }

  void completed(String position) throws Exception {
    log.completed(position);
  }

  @Override
  public void close() {
    watch.close();
  }
}
