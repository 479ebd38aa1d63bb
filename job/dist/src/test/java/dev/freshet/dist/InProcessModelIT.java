package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.engine.cli.Main;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flow file of a search without a server, and the plugin that it needs. */
class InProcessModelIT {
  private static final Path PLUGIN =
      Path.of("../../connectors/in-process-model/target/in-process-model");

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

  @Test
  void withoutThePluginTheErrorSaysHowToHaveIt() throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertThat(Main.run(out, out, "update", flow, "--state", workshop.state.toString()))
        .isEqualTo(2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("step 2 (embed-in-process)")
        .contains("connectors/in-process-model/install puts it into plugins/");
  }

  /** Each command is a process, as a JVM loads the model's libraries for one plugin alone. */
  @Test
  void aQuestionFindsWhatIsMeant() throws Exception {
    assumeTrue(
        Files.exists(PLUGIN),
        "Not run: ./mvnw -pl connectors/in-process-model -am package makes the plugin");
    PackagedFreshet freshet = PackagedFreshet.in(directory.resolve("home"));
    Path plugins = Files.createDirectory(freshet.plugins());
    Files.createSymbolicLink(plugins.resolve("in-process-model"), PLUGIN.toAbsolutePath());

    Outcome update = freshet.run("update", flow);
    assertThat(update.exitCode()).as(update.err()).isZero();
    assertThat(freshet.run("query", flow, "how do I bake a loaf", "--limit", "1").out())
        .contains("[bread.md, ");
    assertThat(freshet.run("query", flow, "inflation and mortgages", "--limit", "1").out())
        .contains("[bank.md, ");
  }
}
