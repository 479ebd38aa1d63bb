package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.engine.setup.LastRun;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** How a last run is told. */
final class LastRunText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private LastRunText() {}

  static String of(LastRun run) {
    return TIME.format(run.ended())
        + ", "
        + ReportLines.seconds(run.duration())
        + ", "
        + (run.exitCode() == 0 ? "all done" : "done, but not all is right")
        + tracked(run);
  }

  static ObjectNode json(LastRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ended", run.ended().toString()).put("exitCode", run.exitCode());
    return json.put("seconds", run.duration().toMillis() / 1000.0);
  }

  /** What the flow's state held at the end; a run that did not look does not know. */
  private static String tracked(LastRun run) {
    JsonNode tracked = run.report().path("tracked");
    return count(tracked.path("items").asLong(-1), "item")
        + count(tracked.path("rows").asLong(-1), "row");
  }

  private static String count(long count, String what) {
    return count < 0 ? "" : ", " + count + " " + what + (count == 1 ? "" : "s");
  }
}
