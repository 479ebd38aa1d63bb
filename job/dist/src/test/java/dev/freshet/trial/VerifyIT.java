package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.VerifyReport;
import dev.freshet.engine.flink.VerifyReport.Difference;
import dev.freshet.engine.flink.VerifyReport.TargetRowCounts;
import java.nio.file.Files;
import java.nio.file.Path;
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
    flow = pagesFlow("");
  }

  /** From the shelf to files, and to what else is given. */
  private String pagesFlow(String more) throws Exception {
    return workshop.flow(
        """
        name: pages
        sources:
          items:
            type: shelf
            trial: $trial
            shelf: items
            process: {class: dev.freshet.trial.Lines, trial: $trial, target: pages}
        %s
        targets:
          pages: {type: local-directory, directory: $output, extension: .txt}
        """
            .formatted(more));
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
}
