package dev.freshet.engine.setup;

import static dev.freshet.engine.setup.JsonFormat.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * How the last run ended.
 *
 * @param report as {@code --report} writes it
 * @param ended when
 * @param snapshot what it left behind; null if no job was started
 */
public record LastRun(
    int exitCode, JsonNode report, Instant ended, Duration duration, @Nullable Snapshot snapshot) {

  static LastRun read(JsonNode json) {
    try {
      Instant ended = Instant.parse(required(json, "ended").asText());
      Duration duration = Duration.parse(required(json, "duration").asText());
      int exitCode = required(json, "exitCode").asInt();
      Snapshot snapshot = json.has("snapshot") ? readSnapshot(json.path("snapshot")) : null;
      return new LastRun(exitCode, required(json, "report"), ended, duration, snapshot);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  ObjectNode written() {
    ObjectNode json = JsonFormat.object();
    json.put("exitCode", exitCode);
    json.put("ended", ended.toString());
    json.put("duration", duration.toString());
    if (snapshot != null) {
      ObjectNode written = json.putObject("snapshot");
      written.put("fence", snapshot.fence()).put("checkpointId", snapshot.checkpointId());
      written.put("path", snapshot.path());
    }
    json.set("report", report);
    return json;
  }

  private static Snapshot readSnapshot(JsonNode json) {
    long fence = required(json, "fence").asLong();
    long checkpointId = required(json, "checkpointId").asLong();
    return new Snapshot(fence, checkpointId, required(json, "path").asText());
  }
}
