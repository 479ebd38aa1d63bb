package dev.freshet.engine.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.encoding.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The frame of a file of the state directory that people may read: an object with {@code format},
 * {@code version}, {@code checksum} (of the content, whatever its white space) and {@code content}.
 *
 * @param name what the file is, for messages
 * @param version the only one that is written, and the highest that is read
 * @param remedy what a person does about a file that cannot be read
 */
record JsonFormat(String name, int version, String remedy) {
  private static final String PREFIX = "freshet ";

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The node as it reads back from a file, so that written and declared values compare equal. */
  static JsonNode normalized(JsonNode node) {
    try {
      return JsonText.read(JsonText.compact(node));
    } catch (IOException e) {
      throw new IllegalArgumentException("Expected JSON, found " + node.getNodeType(), e);
    }
  }

  /** The member of this name, which must be there. */
  static JsonNode required(JsonNode json, String name) {
    JsonNode member = json.get(name);
    if (member == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return member;
  }

  byte[] encode(JsonNode content) {
    JsonNode stored = normalized(content);
    ObjectNode file = object();
    file.put("format", PREFIX + name).put("version", version).put("checksum", checksum(stored));
    file.set("content", stored);
    return (JsonText.pretty(file) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  <T> T decode(Path file, byte[] bytes, Function<JsonNode, T> content) throws StateException {
    JsonNode json = parse(file, bytes);
    int found = json.path("version").asInt(0);
    if (!json.path("format").asText().equals(PREFIX + name) || found < 1) {
      throw damaged(file, "it does not begin as Freshet writes it", null);
    }
    if (found > version) {
      throw Unreadable.newer(file, name, found, version);
    }
    if (!checksum(json.path("content")).equals(json.path("checksum").asText())) {
      throw damaged(file, "its checksum does not match, as after an edit by hand", null);
    }
    try {
      return content.apply(json.path("content"));
    } catch (IllegalArgumentException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private JsonNode parse(Path file, byte[] bytes) throws StateException {
    try {
      return JsonText.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw damaged(file, "it is not JSON", e);
    }
  }

  private StateException damaged(Path file, String found, @Nullable Throwable cause) {
    return Unreadable.damaged(file, name, found, remedy, cause);
  }

  private static String checksum(JsonNode content) {
    return Fingerprint.of(JsonText.compact(content).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
