package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.cli.Main;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, as a person types it, with real sources and targets. */
class CommandLineIT {
  @TempDir Path directory;
  private Workshop workshop;
  private String flow;

  private record Printed(int exitCode, String out, String err) {}

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    flow = workshop.markdownFlow();
  }

  @Test
  void updatesThenShowsThenDrops() throws Exception {
    workshop.write("a.md", "# A");
    workshop.write("b.md", "# B");

    Printed shown = run("show", flow);
    assertThat(shown.out).contains("local-files", "local-directory", "+ pages", "last run: none");
    assertThat(shown.exitCode).isZero();

    Printed first = run("update", flow, "--report", report().toString());
    assertThat(first.err).isEmpty();
    assertThat(first.out)
        .contains("documents  2 added, 0 changed, 0 unchanged, 0 removed")
        .contains("pages      2 written, 0 deleted")
        .containsPattern("(?m)^Took \\d+\\.\\d s$");
    assertThat(first.exitCode).isZero();
    assertThat(report()).content().contains("\"upserts\" : 2");

    Printed second = run("update", flow);
    assertThat(second.out).contains("documents  0 added, 0 changed, 2 unchanged, 0 removed");
    assertThat(second.exitCode).isZero();

    assertThat(run("show", flow).out).contains("all done, 2 items").doesNotContain("+ pages");
    assertThat(run("ls").out).contains("markdown-to-html").contains("all done");
    assertThat(run("setup", flow).out).isEqualTo("Nothing to change\n");

    Printed refused = run("drop", flow);
    assertThat(refused.exitCode).isEqualTo(2);
    assertThat(refused.err).startsWith("Nothing was dropped").contains("--yes").hasLineCount(1);
    assertThat(workshop.pages()).hasSize(2);

    Printed dropped = run("drop", flow, "--yes");
    assertThat(dropped.err).isEmpty();
    assertThat(dropped.exitCode).isZero();
    assertThat(workshop.pages()).isEmpty();
    assertThat(run("ls").out).contains(": none");
  }

  @Test
  void dropsByNameWhatHasNoFlowFileAnyMore() throws Exception {
    workshop.write("a.md", "# A");
    Files.createDirectory(workshop.output);
    String yaml =
        Files.readString(Path.of(flow)).replace("extension: .html", "managed-by-user: true");
    assertThat(run("update", workshop.flow(yaml)).exitCode).isZero();
    assertThat(workshop.pages()).hasSize(1);
    Files.delete(Path.of(flow));

    Printed unknown = run("drop", "markdown-to-text", "--yes");
    assertThat(unknown.exitCode).isEqualTo(2);
    assertThat(unknown.err).contains("markdown-to-text does not exist").hasLineCount(1);

    Printed dropped = run("drop", "markdown-to-html", "--yes");
    assertThat(dropped.err).isEmpty();
    assertThat(dropped.exitCode).isZero();
    assertThat(workshop.pages()).isEmpty();
    assertThat(run("ls").out).contains(": none");
  }

  @Test
  void anItemThatFailsIsNamedUntilItIsRight() throws Exception {
    workshop.write("good.md", "# Good");
    Files.write(workshop.docs.resolve("bad.md"), new byte[] {'#', ' ', (byte) 0xFF});

    Printed printed = run("update", flow, "-q");
    assertThat(printed.exitCode).isEqualTo(3);
    assertThat(printed.out).isEmpty();
    assertThat(printed.err).contains("  bad.md: ").contains("UTF-8").hasLineCount(1);
    assertThat(workshop.pages()).containsOnlyKeys("good.md.html");

    Printed shown = run("show", flow);
    assertThat(shown.out).contains("not all is right").contains("documents bad.md: ");

    Printed evaluated = run("evaluate", flow, "--output", rows().toString());
    assertThat(evaluated.exitCode).isEqualTo(3);
    assertThat(evaluated.out).contains("documents  1 item, 1 failed");
    assertThat(evaluated.err).contains("  bad.md: ");
  }

  @Test
  void evaluatesWithoutTouchingAnything() throws Exception {
    workshop.write("a.md", "# A");
    workshop.write("guide/b.md", "# B");

    Printed printed = run("evaluate", flow, "--output", rows().toString());

    assertThat(printed.err).isEmpty();
    assertThat(printed.exitCode).isZero();
    assertThat(printed.out).contains("documents  2 items").contains("pages      2 rows");
    assertThat(Workshop.files(rows()))
        .containsOnlyKeys("documents/a.md.json", "documents/guide/b.md.json");
    assertThat(rows().resolve("documents/guide/b.md.json"))
        .content()
        .contains("\"filename\" : \"guide/b.md\"");
    assertThat(workshop.output).doesNotExist();
    assertThat(workshop.state).doesNotExist();

    Printed again = run("evaluate", flow, "--output", rows().toString());
    assertThat(again.exitCode).isEqualTo(2);
    assertThat(again.err).contains("is not empty").hasLineCount(1);
  }

  @Test
  void evaluationShowsItemsThatDisagree() throws Exception {
    workshop.write("a.md", "# A");
    Path others = Files.createDirectories(directory.resolve("others"));
    Files.writeString(others.resolve("a.md"), "# Another");
    String conflicting =
        workshop.flow(
            """
            name: conflicting
            sources:
              documents: {type: local-files, path: %s, process: {type: markdown-to-html, target: pages}}
              others: {type: local-files, path: %s, process: {type: markdown-to-html, target: pages}}
            targets:
              pages: {type: local-directory, directory: %s, extension: .html}
            """
                .formatted(workshop.docs, others, workshop.output));

    Printed printed = run("evaluate", conflicting, "--output", rows().toString());

    assertThat(printed.exitCode).isEqualTo(3);
    assertThat(printed.out).contains("pages      2 rows, 1 in conflict");
    assertThat(printed.err).contains("a.md: items declare different rows with this key");
  }

  @Test
  void setsUpOnlyWhatIsAgreedTo() throws Exception {
    Printed planned = run("setup", flow);
    assertThat(planned.out).contains("+ pages").contains("Nothing was applied");
    assertThat(workshop.output).doesNotExist();

    Printed applied = run("setup", flow, "--yes");
    assertThat(applied.exitCode).isZero();
    assertThat(applied.out).contains("+ pages").contains("Applied");
    assertThat(workshop.output).isDirectory();

    Printed update = run("update", flow);
    assertThat(update.exitCode).isZero();
    assertThat(update.out).doesNotContain("+ pages");
  }

  @Test
  void appliesNoDropWithoutConsent() throws Exception {
    workshop.write("a.md", "# A");
    assertThat(run("update", flow).exitCode).isZero();
    Path elsewhere = directory.resolve("elsewhere");
    String moved =
        workshop.flow(Files.readString(Path.of(flow)).replace("output_html", "elsewhere"));

    Printed refused = run("update", moved);
    assertThat(refused.exitCode).isEqualTo(2);
    assertThat(refused.err).startsWith("Nothing was applied").contains("--yes").hasLineCount(1);
    assertThat(workshop.pages()).hasSize(1);
    assertThat(elsewhere).doesNotExist();

    assertThat(run("update", moved, "--yes").exitCode).isZero();
    assertThat(workshop.pages()).isEmpty();
    assertThat(elsewhere.resolve("a.md.html")).exists();
  }

  @Test
  void resetSaysWhatItMeans() throws Exception {
    workshop.write("a.md", "# A");
    assertThat(run("update", flow).exitCode).isZero();

    Printed refused = run("update", flow, "--reset");
    assertThat(refused.exitCode).isEqualTo(2);
    assertThat(refused.err).contains("stay in the targets for ever").contains("--yes");

    Printed reset = run("update", flow, "--reset", "--yes");
    assertThat(reset.exitCode).isZero();
    assertThat(reset.out).contains("documents  1 added");
  }

  @Test
  void everyMistakeEndsWithOneSentence() throws Exception {
    String yaml = Files.readString(Path.of(flow));
    workshop.write("a.md", "# A");
    mistake("does not exist", directory.resolve("none.yaml").toString());
    mistake("local-file", workshop.flow(yaml.replace("local-files", "local-file")));
    mistake("exclud", workshop.flow(yaml.replace("include:", "exclud:")));
    mistake("path", workshop.flow(yaml.replaceAll("(?m)^ +path:.*\\R", "")));
    mistake("not valid YAML", workshop.flow(yaml + "\n]"));
    mistake("nowhere", workshop.flow(yaml.replace(workshop.docs.toString(), "nowhere")));
    mistake("java.lang.String", "java.lang.String");
    Files.writeString(directory.resolve("file"), "not a directory");
    mistake("file", workshop.flow(yaml.replace("output_html", "file")));
  }

  private void mistake(String mentioned, String wrongFlow) {
    Printed printed = run("update", wrongFlow);
    assertThat(printed.err)
        .contains(mentioned)
        .doesNotContain("\tat ")
        .doesNotContain("Exception")
        .hasLineCount(1);
    assertThat(printed.exitCode).isEqualTo(2);
    assertThat(workshop.output).doesNotExist();
  }

  private Path report() {
    return directory.resolve("report.json");
  }

  private Path rows() {
    return directory.resolve("rows");
  }

  private Printed run(String... line) {
    List<String> words = new ArrayList<>(List.of(line));
    words.addAll(List.of("--state", workshop.state.toString(), "--parallelism", "2"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(printing(out), printing(err), words.toArray(new String[0]));
    return new Printed(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printing(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
