package dev.freshet.dist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker/compose.yaml}, with its anchors resolved and its variables as nobody set them. */
record ComposeFile(JsonNode json) {
  static final Path DIRECTORY = Dockerfile.REPOSITORY.resolve("docker");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\w+:-([^}]*)}");

  static ComposeFile read() throws IOException {
    return new ComposeFile(documents(DIRECTORY.resolve("compose.yaml")).get(0));
  }

  /** All documents of a YAML file. */
  static List<ObjectNode> documents(Path file) throws IOException {
    String text = VARIABLE.matcher(Files.readString(file)).replaceAll("$1");
    List<ObjectNode> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
      documents.add(new ObjectMapper().valueToTree(document));
    }
    return documents;
  }

  JsonNode service(String name) {
    return json.path("services").path(name);
  }

  List<String> command(String service) {
    List<String> command = new ArrayList<>();
    service(service).path("command").forEach(word -> command.add(word.asText()));
    return command;
  }

  Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    service(service)
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }

  /** Where a service finds what is in this file or volume; null if it has it not. */
  String mount(String service, String source) {
    for (JsonNode volume : service(service).path("volumes")) {
      String[] parts = volume.asText().split(":");
      if (parts[0].equals(source)) {
        return parts[1];
      }
    }
    return null;
  }
}
