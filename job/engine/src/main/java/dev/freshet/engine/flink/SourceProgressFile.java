package dev.freshet.engine.flink;

import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.item.Scan;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Publishes each completed scan: how many items, how many held, the digest of the listing. */
final class SourceProgressFile {
  static final String NAME = "source";
  static final String DIGEST = "digest";
  static final String ROUND = "round";
  static final String SCANS = "scans/";

  private final Publisher publisher;
  private final RunningFlow flow;
  private final Map<Integer, Note> digests = new TreeMap<>();

  SourceProgressFile(RunningFlow flow) {
    this.flow = flow;
    this.publisher = new Publisher(flow.plan(), NAME);
  }

  /** The scans up to this number are under way, one for every source. */
  void begun(long lastScan) {
    publisher.set(ROUND, lastScan);
    publisher.publish();
  }

  void completed(Scan scan) {
    String source = flow.sourceName(scan.source());
    publisher.set("listed/" + source, scan.items());
    publisher.set("held/" + source, scan.held());
    publisher.add(SCANS + source, 1);
    String hex = HexFormat.of().formatHex(scan.digest());
    digests.put(scan.source(), new Note(DIGEST, source, "", "", hex));
    publisher.replaceNotes(digests.values().stream().toList());
    publisher.publish();
  }
}
