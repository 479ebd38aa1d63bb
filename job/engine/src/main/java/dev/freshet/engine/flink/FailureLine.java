package dev.freshet.engine.flink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.engine.encoding.JsonText;
import dev.freshet.engine.setup.RejectedRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A failure as a line of JSON. */
final class FailureLine {
  private FailureLine() {}

  static String ofItem(Instant time, String source, String item, String reason) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", text(time)).put("source", source).put("item", item).put("reason", reason);
    return line(json);
  }

  static String ofRow(RejectedRow row, String target, String key) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", text(row.time())).put("target", target).put("key", key);
    json.put("source", row.source()).put("item", row.item()).put("reason", row.reason());
    return line(json);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String line(ObjectNode json) {
    return JsonText.compact(json) + "\n";
  }
}
