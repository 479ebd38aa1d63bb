package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.engine.cli.Main;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Today's code goes on from what older builds left behind, with a user's jar that was compiled
 * then. {@code golden/write} writes such a state; its README says of which commits there are some.
 */
final class GoldenStatesIT {
  private static final Path STATES = Path.of("src/test/resources/dev/freshet/dist/golden");
  private static final Path HOME = Path.of("target/golden");

  /** Has another function, which takes the broken document too, and other targets. */
  private static final String EDITED = "GoldenEdited";

  private static final List<String> TARGETS = List.of("pages", "tags", "words");
  private static final Map<String, Map<String, String>> REBUILT = new HashMap<>();

  static List<Arguments> states() throws IOException {
    List<Arguments> states = new ArrayList<>();
    for (Path build : in(STATES)) {
      for (String state : List.of("checkpoint", "savepoint")) {
        if (Files.isDirectory(build.resolve(state))) {
          states.add(Arguments.of(build.getFileName().toString(), state));
        }
      }
    }
    return states;
  }

  @ParameterizedTest
  @MethodSource("states")
  void goOn(String build, String state) throws Exception {
    FileUtils.deleteDirectory(HOME.toFile());
    copy(STATES.resolve(build), HOME);

    Map<Path, FileTime> written = written();
    JsonNode unchanged = update("Golden", state);
    assertThat(counts(unchanged, "documents"))
        .isEqualTo("0 added, 0 changed, 4 unchanged, 0 removed");
    assertThat(counts(unchanged, "notes")).isEqualTo("0 added, 0 changed, 2 unchanged, 0 removed");
    assertThat(unchanged.at("/failures/0/reason").asText()).contains("This document is broken");
    assertThat(written()).isEqualTo(written);

    Files.writeString(HOME.resolve("documents/a.md"), "# Delta, once more");
    Files.delete(HOME.resolve("documents/b.md"));
    Files.writeString(HOME.resolve("documents/new.md"), "# New");
    Files.delete(HOME.resolve("notes/one.txt"));
    JsonNode edited = update("Golden", state);
    assertThat(counts(edited, "documents")).isEqualTo("1 added, 1 changed, 2 unchanged, 1 removed");
    assertThat(edited.at("/targets/pages/upserts").asInt()).isEqualTo(2);
    assertThat(edited.at("/targets/pages/deletes").asInt()).isEqualTo(2);
    assertThat(rows()).isEqualTo(rebuilt("Golden"));

    update(EDITED, state);
    assertThat(rows()).isEqualTo(rebuilt(EDITED));
  }

  private static JsonNode update(String flow, String state) throws Exception {
    Path report = HOME.resolve("report.json");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    String[] line = {
      "update",
      flow,
      "--jar",
      "" + HOME.resolve("flow.jar"),
      "--state",
      "" + HOME.resolve(state),
      "--parallelism",
      "2",
      "--yes",
      "--report",
      "" + report
    };
    assertThat(Main.run(out, out, line))
        .as(said.toString(StandardCharsets.UTF_8))
        .isEqualTo(flow.equals(EDITED) ? 0 : 3);
    return new ObjectMapper().readTree(report.toFile());
  }

  private static String counts(JsonNode report, String source) {
    JsonNode counts = report.path("sources").path(source);
    return "%d added, %d changed, %d unchanged, %d removed"
        .formatted(
            counts.path("added").asInt(),
            counts.path("changed").asInt(),
            counts.path("unchanged").asInt(),
            counts.path("removed").asInt());
  }

  /** What the flow makes in empty places of the documents as they are after the edit. */
  private static Map<String, String> rebuilt(String flow) throws Exception {
    if (!REBUILT.containsKey(flow)) {
      for (String target : TARGETS) {
        FileUtils.deleteDirectory(HOME.resolve(target).toFile());
      }
      FileUtils.deleteDirectory(HOME.resolve("empty").toFile());
      update(flow, "empty");
      REBUILT.put(flow, rows());
    }
    return REBUILT.get(flow);
  }

  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String target : TARGETS) {
      Workshop.files(HOME.resolve(target))
          .forEach((name, text) -> rows.put(target + "/" + name, text));
    }
    return rows;
  }

  private static Map<Path, FileTime> written() throws IOException {
    Map<Path, FileTime> files = new TreeMap<>();
    for (String target : TARGETS) {
      if (Files.exists(HOME.resolve(target))) {
        try (Stream<Path> all = Files.walk(HOME.resolve(target))) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            files.put(file, Files.getLastModifiedTime(file));
          }
        }
      }
    }
    return files;
  }

  private static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copied = to.resolve(from.relativize(path).toString());
        Files.createDirectories(copied.getParent());
        if (!Files.isDirectory(path)) {
          Files.copy(path, copied);
        }
      }
    }
  }
}
