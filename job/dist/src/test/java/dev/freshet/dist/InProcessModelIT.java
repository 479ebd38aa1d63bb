package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.engine.cli.Main;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flow file of a search without a server, and the plugin that it needs. */
class InProcessModelIT {
  private static final Path PLUGIN = Path.of("../../connectors/in-process-model/target");

  @TempDir Path directory;
  private Workshop workshop;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    workshop.write("bread.md", "# Sourdough\n\nFlour and water rise overnight.");
    workshop.write("bank.md", "# Rates\n\nThe central bank raised what loans cost.");
    flow =
        workshop.flow(
            Files.readString(Path.of("../../conf/semantic-search.yaml"))
                .replace("path: docs", "path: $docs")
                .replace("semantic_index", "$directory/index"));
  }

  private String run(Path plugins, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--state", workshop.state.toString(), "--plugins", plugins.toString()));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    int exitCode = Main.run(out, out, line.toArray(String[]::new));
    return exitCode + "\n" + printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutThePluginTheErrorSaysHowToHaveIt() throws IOException {
    Path none = Files.createDirectory(directory.resolve("none"));
    assertThat(run(none, "update", flow))
        .startsWith("2\n")
        .contains("step 2 (embed-in-process)")
        .contains("connectors/in-process-model/install puts it into plugins/");
  }

  @Test
  void aQuestionFindsWhatIsMeant() throws IOException {
    Path built = PLUGIN.resolve("in-process-model");
    assumeTrue(
        Files.exists(built),
        "Not run: ./mvnw -pl connectors/in-process-model -am package makes the plugin");
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    Files.createSymbolicLink(plugins.resolve("in-process-model"), built.toAbsolutePath());

    assertThat(run(plugins, "update", flow)).startsWith("0\n");
    assertThat(run(plugins, "query", flow, "how do I bake a loaf", "--limit", "1"))
        .contains("[bread.md, ");
    assertThat(run(plugins, "query", flow, "inflation and mortgages", "--limit", "1"))
        .contains("[bank.md, ");
  }
}
