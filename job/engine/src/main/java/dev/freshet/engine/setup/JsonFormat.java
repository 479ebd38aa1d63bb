package dev.freshet.engine.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The frame of a file of the state directory that people may read: an object with {@code format},
 * {@code version}, {@code checksum} (over the content, without regard to white space) and {@code
 * content}.
 */
record JsonFormat(String name, int version, String remedy) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The node as it reads back from a file, so that written and declared values compare equal. */
  static JsonNode normalized(JsonNode node) {
    try {
      return JSON.readTree(JSON.writeValueAsBytes(node));
    } catch (IOException e) {
      throw new IllegalArgumentException("Expected JSON, found " + node.getNodeType(), e);
    }
  }

  byte[] encode(JsonNode content) {
    JsonNode stored = normalized(content);
    ObjectNode file = object();
    file.put("format", name).put("version", version).put("checksum", checksum(stored));
    file.set("content", stored);
    return (file.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  JsonNode decode(Path file, byte[] bytes) throws StateException {
    JsonNode read;
    try {
      read = JSON.readTree(bytes);
    } catch (IOException e) {
      throw damaged(file, "it is not JSON", e);
    }
    int found = read.path("version").asInt(0);
    if (!read.path("format").asText().equals(name) || found < 1) {
      throw damaged(file, "it does not begin as Freshet writes it", null);
    }
    if (found > version) {
      throw Unreadable.newer(file, name, found, version);
    }
    JsonNode content = read.path("content");
    if (!checksum(content).equals(read.path("checksum").asText())) {
      throw damaged(file, "its checksum does not match; it is not meant to be edited", null);
    }
    return content;
  }

  StateException damaged(Path file, String found, @Nullable Throwable cause) {
    return Unreadable.damaged(file, name, found, remedy, cause);
  }

  private static String checksum(JsonNode content) {
    try {
      return Fingerprint.of(JSON.writeValueAsBytes(content)).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Expected JSON, found " + content.getNodeType(), e);
    }
  }
}
