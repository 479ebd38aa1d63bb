package dev.freshet.engine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.item.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of Flink in {@code conf/config.yaml}: keys with dots, nested, or both. */
final class FlinkConfiguration {
  private static final Path FILE = Path.of("conf", "config.yaml");

  private final YAMLParser parser;
  private final Map<String, String> entries = new LinkedHashMap<>();

  private FlinkConfiguration(YAMLParser parser) {
    this.parser = parser;
  }

  /** Of the working directory, or else of the installation; empty if neither has one. */
  static Map<String, String> read() throws RunFailure {
    Path file = file();
    return file == null ? Map.of() : read(file);
  }

  private static @Nullable Path file() {
    String home = System.getProperty("freshet.home");
    if (Files.isRegularFile(FILE)) {
      return FILE;
    }
    Path installed = home == null ? null : Path.of(home).resolve(FILE);
    return installed != null && Files.isRegularFile(installed) ? installed : null;
  }

  static Map<String, String> read(Path file) throws RunFailure {
    try (YAMLParser parser = new YAMLFactory().createParser(Files.readString(file))) {
      FlinkConfiguration configuration = new FlinkConfiguration(parser);
      configuration.document();
      return configuration.entries;
    } catch (JsonProcessingException e) {
      String what = e.getOriginalMessage().lines().findFirst().orElse("");
      throw wrong(file, "is not valid YAML: " + what, e);
    } catch (IOException e) {
      throw wrong(file, "cannot be read: " + Failures.message(e), e);
    }
  }

  private static RunFailure wrong(Path file, String what, Exception cause) {
    return new RunFailure(RunFailure.WRONG, "Flink's configuration " + file + " " + what, cause);
  }

  private void document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_OBJECT) {
      section("");
    } else if (first != null && first != JsonToken.VALUE_NULL) {
      throw new IOException("expected keys and values, found " + parser.getText());
    }
  }

  private void section(String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        section(key + ".");
      } else if (token == JsonToken.START_ARRAY) {
        entries.put(key, list());
      } else if (token != JsonToken.VALUE_NULL) {
        entries.put(key, parser.getText());
      }
    }
  }

  /** As Flink reads a list from a text. */
  private String list() throws IOException {
    List<String> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!parser.currentToken().isScalarValue()) {
        throw new IOException("a list may hold plain values only");
      }
      elements.add(parser.getText());
    }
    return String.join(";", elements);
  }
}
