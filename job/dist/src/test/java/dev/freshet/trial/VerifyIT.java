package dev.freshet.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.cli.Main;
import dev.freshet.engine.flink.VerifyReport;
import dev.freshet.engine.flink.VerifyReport.Difference;
import dev.freshet.engine.flink.VerifyReport.TargetRowCounts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that somebody else changed. */
class VerifyIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).parallelism(2);
    shelf = workshop.trial.shelf("items");
    flow = pagesFlow();
  }

  /** From the shelf to files. */
  private String pagesFlow() throws Exception {
    return workshop.flow(
        """
        name: pages
        sources:
          items:
            type: shelf
            trial: $trial
            shelf: items
            process: {class: dev.freshet.trial.Lines, trial: $trial, target: pages}
        targets:
          pages: {type: local-directory, directory: $output, extension: .txt}
        """);
  }

  private void fill(int items) {
    for (int i = 0; i < items; i++) {
      shelf.put("i" + i, "r" + i + "=text " + i);
    }
  }

  private void drift() throws Exception {
    Files.delete(page("r3"));
    Files.writeString(page("r4"), "changed");
    Files.writeString(page("mine"), "not yours");
  }

  private Path page(String key) {
    return workshop.output.resolve(key + ".txt");
  }

  private static Map<String, String> kinds(VerifyReport report) {
    return report.differences().stream()
        .collect(Collectors.toMap(Difference::key, Difference::kind));
  }

  @Test
  void whatNobodyTouchedDoesNotDiffer() throws Exception {
    fill(20);
    workshop.update(flow);

    VerifyReport report = workshop.runs(flow).verify(false);

    assertThat(report.exitCode()).isZero();
    assertThat(report.targets()).isEqualTo(Map.of("pages", new TargetRowCounts(20, 0, 0, 0, true)));
    assertThat(report.differences()).isEmpty();
  }

  @Test
  void findsRowsThatAreMissingDifferentOrForeignAndTouchesNone() throws Exception {
    fill(20);
    workshop.update(flow);
    drift();
    Map<String, String> before = workshop.pages();

    VerifyReport report = workshop.runs(flow).verify(false);

    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.targets().get("pages")).isEqualTo(new TargetRowCounts(20, 1, 1, 1, true));
    assertThat(report.differences())
        .containsExactlyInAnyOrder(
            new Difference("pages", "r3", "missing", "items", "i3", ""),
            new Difference("pages", "r4", "different", "items", "i4", ""),
            new Difference("pages", "mine", "foreign", "", "", ""));
    assertThat(workshop.pages()).isEqualTo(before);
    assertThat(workshop.trial.takeCalls()).hasSize(20);
  }

  @Test
  void repairsExactlyOurRows() throws Exception {
    fill(20);
    workshop.update(flow);
    workshop.trial.takeCalls();
    Map<String, String> right = workshop.pages();
    drift();

    VerifyReport report = workshop.runs(flow).verify(true);

    assertThat(report.repaired()).isEqualTo(2);
    assertThat(report.update().targets().get("pages").upserts()).isEqualTo(2);
    assertThat(report.update().targets().get("pages").deletes()).isZero();
    assertThat(workshop.trial.takeCalls()).containsExactly("i3", "i4");
    assertThat(kinds(report)).isEqualTo(Map.of("mine", "foreign"));
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(Files.readString(page("mine"))).isEqualTo("not yours");
    Files.delete(page("mine"));
    assertThat(workshop.pages()).isEqualTo(right);
    assertThat(workshop.runs(flow).verify(true).exitCode()).isZero();
    assertThat(workshop.update(flow).targets().get("pages").upserts()).isZero();
  }

  @Test
  void comparesTheTargetsThatListAndNamesThoseThatDoNot() throws Exception {
    flow =
        workshop.flow(
            """
            name: two
            sources:
              items:
                type: shelf
                trial: $trial
                shelf: items
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: pages}
              others:
                type: shelf
                trial: $trial
                shelf: others
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
              more:
                type: shelf
                trial: $trial
                shelf: more
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: notes}
            targets:
              pages: {type: local-directory, directory: $output, extension: .txt}
              lines: {type: ledger, trial: $trial, ledger: lines}
              notes: {type: local-directory, directory: $directory/notes, extension: .txt}
            """);
    fill(10);
    workshop.trial.shelf("others").put("o", "o=text");
    workshop.trial.shelf("more").put("m", "r3=note");
    workshop.update(flow);
    Files.delete(page("r3"));
    Files.writeString(directory.resolve("notes/r3.txt"), "scribble");

    VerifyReport report = workshop.runs(flow).verify(true);

    assertThat(report.repaired()).isEqualTo(2);
    assertThat(report.exitCode()).isZero();
    assertThat(report.targets())
        .isEqualTo(
            Map.of(
                "pages", new TargetRowCounts(10, 0, 0, 0, true),
                "lines", new TargetRowCounts(0, 0, 0, 0, false),
                "notes", new TargetRowCounts(1, 0, 0, 0, true)));
    assertThat(Files.readString(directory.resolve("notes/r3.txt"))).isEqualTo("note");
    Printed printed = run("verify", flow);
    assertThat(printed.out)
        .contains("lines  not verified: its connector does not list rows")
        .contains("pages  10 rows tracked: 0 missing, 0 different; 0 foreign");
    assertThat(printed.exitCode).isZero();
  }

  @Test
  void saysSoIfNothingCanBeVerified() throws Exception {
    Printed never = run("verify", flow);
    assertThat(never.exitCode).isEqualTo(2);
    assertThat(never.err).contains("flow pages has not run yet");

    flow = workshop.linesFlow();
    shelf.put("a", "a=1");
    workshop.update(flow);
    Printed unlisted = run("verify", flow);
    assertThat(unlisted.exitCode).isEqualTo(2);
    assertThat(unlisted.err).contains("no connector of a target lists its rows", "lines (ledger)");
  }

  @Test
  void aRowThatItsItemNoLongerDeclaresIsNotBroughtBack() throws Exception {
    fill(5);
    workshop.update(flow);
    Files.delete(page("r1"));
    Files.writeString(page("r2"), "changed");
    shelf.put("i1", "other=text");
    shelf.put("i2", "r2=new text");

    VerifyReport report = workshop.runs(flow).verify(true);

    assertThat(report.exitCode()).isZero();
    assertThat(workshop.pages())
        .containsOnlyKeys("r0.txt", "r2.txt", "r3.txt", "r4.txt", "other.txt")
        .containsEntry("r2.txt", "new text");
  }

  @Test
  void whatCannotBeRepairedIsLeftAndSaid() throws Exception {
    fill(5);
    workshop.update(flow);
    Files.delete(page("r1"));
    Files.delete(page("r2"));
    shelf.beforeReading(
        () -> {
          throw new IllegalStateException("the shelf is locked");
        });

    VerifyReport report = workshop.runs(flow).verify(true);

    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.repaired()).isZero();
    assertThat(kinds(report)).isEqualTo(Map.of("r1", "missing", "r2", "missing"));

    shelf.beforeReading(() -> {});
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(workshop.runs(flow).verify(true).repaired()).isLessThanOrEqualTo(2);
    assertThat(workshop.pages()).hasSize(5);
    assertThat(workshop.runs(flow).verify(false).exitCode()).isZero();
  }

  @Test
  void theItemWhoseValueStandsRepairsARowOfSeveral() throws Exception {
    shelf.put("a", "r=one");
    shelf.put("b", "r=one");
    workshop.update(flow);
    Files.writeString(page("r"), "two");

    assertThat(workshop.runs(flow).verify(true).exitCode()).isZero();

    assertThat(Files.readString(page("r"))).isEqualTo("one");
    Printed shown = run("show", flow, "--row", "pages", "r");
    assertThat(shown.out)
        .contains("items \"a\"", "items \"b\"", "whose value stands", "which waits")
        .contains("because the target did not have it as it should be");
  }

  @Test
  void showsWhatIsRememberedOfOneRow() throws Exception {
    fill(3);
    workshop.update(flow);

    Printed shown = run("show", flow, "--row", "pages", "r1");

    assertThat(shown.err).isEmpty();
    assertThat(shown.exitCode).isZero();
    assertThat(shown.out)
        .contains("row r1 of target pages", "claimed by    items \"i1\"")
        .containsPattern("fingerprint +[0-9a-f]{32}")
        .containsPattern("last written +20\\d\\d-.*, because nobody had claimed it before");

    shelf.put("i1", "r1=other");
    workshop.update(flow);
    assertThat(run("show", flow, "--row", "pages", "r1").out)
        .contains("because its item declared another value");
    assertThat(run("show", flow, "--row", "pages", "nothing").out)
        .isEqualTo("No item claims row nothing of target pages\n");
    assertThat(run("show", flow, "--row", "pagse", "r1").err)
        .contains("There is no target pagse; those set up are [pages]");
    assertThat(run("show", flow, "--row", "pages").exitCode).isEqualTo(2);
  }

  @Test
  void showsARowWhileALiveRunGoesOn() throws Exception {
    fill(3);
    try (LiveRun live = workshop.live(flow)) {
      await().until(() -> !workshop.refreshed().isEmpty() && Files.exists(page("r2")));
      assertThat(run("show", flow, "--row", "pages", "r2").out).contains("items \"i2\"");
      Printed locked = run("verify", flow);
      assertThat(locked.exitCode).isEqualTo(2);
      assertThat(locked.err).contains("live");
    }
  }

  private record Printed(int exitCode, String out, String err) {}

  private Printed run(String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> words = new ArrayList<>(List.of(line));
    words.addAll(List.of("--state", workshop.state.toString(), "--parallelism", "2"));
    int exitCode =
        Main.run(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            words.toArray(new String[0]));
    return new Printed(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
