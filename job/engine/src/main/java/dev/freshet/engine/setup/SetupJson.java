package dev.freshet.engine.setup;

import static dev.freshet.engine.setup.JsonFormat.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.TrackedTarget.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The state of a flow's setup as it stands in setup.json. */
final class SetupJson {
  private SetupJson() {}

  static ObjectNode write(SetupState state) {
    ObjectNode json = JsonFormat.object();
    json.put("nextGeneration", state.nextGeneration());
    json.put("nextSourceId", state.nextSourceId());
    ArrayNode sources = json.putArray("sources");
    state.sources().forEach(source -> sources.add(write(source)));
    ArrayNode targets = json.putArray("targets");
    state.targets().forEach(target -> targets.add(write(target)));
    return json;
  }

  static SetupState read(JsonNode json) {
    List<TrackedSource> sources = new ArrayList<>();
    required(json, "sources").forEach(source -> sources.add(readSource(source)));
    List<TrackedTarget> targets = new ArrayList<>();
    required(json, "targets").forEach(target -> targets.add(readTarget(target)));
    int nextGeneration = required(json, "nextGeneration").asInt();
    return new SetupState(nextGeneration, required(json, "nextSourceId").asInt(), sources, targets);
  }

  private static ObjectNode write(TrackedSource tracked) {
    ObjectNode json = JsonFormat.object();
    json.put("id", tracked.id()).put("name", tracked.source().name());
    json.put("type", tracked.source().type());
    json.put("persistentKey", tracked.source().persistentKey());
    json.set("applied", tracked.applied().structure());
    DeclaredSource attempted = tracked.attempted();
    json.put("pending", attempted != null);
    json.set("attempted", attempted == null ? null : attempted.structure());
    return json.put("leaving", tracked.leaving());
  }

  /** The first version knew nothing that is set up for a source. */
  private static TrackedSource readSource(JsonNode json) {
    DeclaredSource applied = readSource(json, json.path("applied"));
    boolean pending = json.path("pending").asBoolean();
    return new TrackedSource(
        required(json, "id").asInt(),
        applied,
        pending ? readSource(json, json.path("attempted")) : null,
        required(json, "leaving").asBoolean());
  }

  private static DeclaredSource readSource(JsonNode json, JsonNode structure) {
    return new DeclaredSource(
        required(json, "name").asText(),
        required(json, "type").asText(),
        required(json, "persistentKey").asText(),
        structure.isObject() ? structure : null);
  }

  private static ObjectNode write(TrackedTarget tracked) {
    ObjectNode json = JsonFormat.object();
    json.put("generation", tracked.generation()).put("revision", tracked.revision());
    json.put("status", tracked.status().name().toLowerCase(Locale.ROOT));
    json.put("loaded", tracked.loaded());
    json.set("applied", write(tracked.applied()));
    json.set("attempted", write(tracked.attempted()));
    return json;
  }

  private static TrackedTarget readTarget(JsonNode json) {
    Status status = Status.valueOf(required(json, "status").asText().toUpperCase(Locale.ROOT));
    return new TrackedTarget(
        required(json, "generation").asInt(),
        required(json, "revision").asInt(),
        status,
        readDeclared(json.path("applied")),
        readDeclared(json.path("attempted")),
        required(json, "loaded").asBoolean());
  }

  private static @Nullable ObjectNode write(@Nullable DeclaredTarget target) {
    if (target == null) {
      return null;
    }
    ObjectNode json = JsonFormat.object();
    json.put("name", target.name()).put("type", target.type());
    json.put("persistentKey", target.persistentKey());
    json.set("spec", target.spec());
    json.set("schema", SchemaJson.write(target.schema()));
    json.put("managedByUser", target.managedByUser());
    return json.put("shared", target.shared());
  }

  private static @Nullable DeclaredTarget readDeclared(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    return new DeclaredTarget(
        required(json, "name").asText(),
        required(json, "type").asText(),
        required(json, "persistentKey").asText(),
        required(json, "spec"),
        SchemaJson.read(required(json, "schema")),
        required(json, "managedByUser").asBoolean(),
        required(json, "shared").asBoolean());
  }
}
