package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.item.Scan;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Publishes each completed scan: how many items, how many held, the digest of the listing. */
final class SourceProgressFile {
  static final String NAME = "source";
  static final String DIGEST = "digest";
  static final String ROUND = "round";
  static final String SCANS = "scans/";

  private static final Duration KEEP_POSITION_EVERY = Duration.ofMinutes(1);

  private final @Nullable FlowMetrics metrics;
  private final Publisher publisher;
  private final RunningFlow flow;
  private final Map<Integer, Note> digests = new TreeMap<>();
  private final Map<Integer, String> positions = new TreeMap<>();
  private long keptAt = System.nanoTime();

  SourceProgressFile(RunningFlow flow, @Nullable FlowMetrics metrics) {
    this.flow = flow;
    this.metrics = metrics;
    this.publisher = new Publisher(flow.plan(), NAME, metrics);
  }

  /** The scans up to this number are under way, one for every source. */
  void begun(long lastScan) {
    publisher.set(ROUND, lastScan);
    publisher.publish();
  }

  /** A listing that is followed by a log is soon out of date, and has no digest. */
  void completed(Scan scan) {
    String source = flow.sourceName(scan.source());
    publisher.set("listed/" + source, scan.items());
    publisher.set("held/" + source, scan.held());
    publisher.add(SCANS + source, 1);
    sawEverything(source);
    if (scan.position() == null) {
      String hex = HexFormat.of().formatHex(scan.digest());
      digests.put(scan.source(), new Note(DIGEST, source, "", "", hex));
    }
    publisher.replaceNotes(digests.values().stream().toList());
    publisher.publish();
  }

  private void sawEverything(String source) {
    if (metrics != null) {
      metrics.happened("scanAgeMillis", "source", source);
    }
  }

  /**
   * A log that moves on without changes of this source is kept by whoever keeps it until a
   * checkpoint holds the new position. This counts as news, and makes one happen, now and then.
   */
  void caughtUp(int source, String position) {
    publisher.add(SCANS + flow.sourceName(source), 1);
    sawEverything(flow.sourceName(source));
    if (System.nanoTime() - keptAt >= KEEP_POSITION_EVERY.toNanos()
        && !position.equals(positions.put(source, position))) {
      keptAt = System.nanoTime();
      publisher.add("positions/" + flow.sourceName(source), 1);
    }
    publisher.publish();
  }
}
