package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first example of a target of one's own: documents, pages, an edit, what changed. */
class HtmlFolderIT {
  private static final String FLOW =
      """
      name: html-folder
      sources:
        documents:
          type: local-files
          path: $docs
          process: {class: dev.freshet.dist.OnePageEach, target: pages}
      targets:
        pages: {type: html-folder, folder: $output}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    flow = workshop.flow(FLOW);
  }

  private RunReport update() throws Exception {
    return workshop.update(flow);
  }

  @Test
  void writesAPageForEachDocumentAndThenOnlyWhatChanged() throws Exception {
    workshop.write("a.md", "A");
    workshop.write("guide/b.md", "B");
    workshop.write("c.md", "C");
    assertThat(update().targets().get("pages")).isEqualTo(new TargetCounts(3, 0, 0, 0));
    assertThat(workshop.pages()).containsOnlyKeys("a.md.html", "guide/b.md.html", "c.md.html");
    Path untouched = workshop.output.resolve("a.md.html");
    Object before = Files.getAttribute(untouched, "unix:ino");

    workshop.write("guide/b.md", "B, edited");
    workshop.delete("c.md");
    RunReport report = update();

    assertThat(report.exitCode()).isZero();
    assertThat(report.targets().get("pages")).isEqualTo(new TargetCounts(1, 1, 0, 0));
    assertThat(workshop.pages()).containsOnlyKeys("a.md.html", "guide/b.md.html");
    assertThat(workshop.pages()).containsEntry("guide/b.md.html", "<p>B, edited</p>");
    assertThat(Files.getAttribute(untouched, "unix:ino")).isEqualTo(before);
  }

  @Test
  void aNameThatLeadsElsewhereCostsThatRowOnly() throws Exception {
    workshop.write("good", "good");
    workshop.write("bad", "name: ../escaped");
    RunReport report = update();
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).contains("../escaped", "inside"));
    assertThat(workshop.pages()).containsOnlyKeys("good.html");
    assertThat(directory.resolve("escaped.html")).doesNotExist();

    workshop.write("bad", "name: behaved");
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages()).containsOnlyKeys("good.html", "behaved.html");
  }

  @Test
  void whatWasRefusedIsNotDeletedElsewhere() throws Exception {
    Path theirs = Files.writeString(directory.resolve("theirs.html"), "stays");
    workshop.write("bad", "name: ../theirs");
    assertThat(update().exitCode()).isEqualTo(3);
    workshop.write("bad", "name: behaved");
    assertThat(update().exitCode()).isZero();
    assertThat(theirs).hasContent("stays");
  }

  @Test
  void goesOnWhenItsFolderIsBack() throws Exception {
    workshop.write("a", "A");
    update();
    Files.delete(workshop.output.resolve("a.html"));
    Files.delete(workshop.output);
    Files.writeString(workshop.output, "in the way");
    workshop.write("a", "A, edited");
    assertThat(update().exitCode()).isEqualTo(3);

    Files.delete(workshop.output);
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages()).containsEntry("a.html", "<p>A, edited</p>");
  }

  @Test
  void aDroppedFlowLeavesWhatOthersPutThere() throws Exception {
    Files.createDirectories(workshop.output.resolve("sub"));
    Path theirs = Files.writeString(workshop.output.resolve("theirs.html"), "stays");
    workshop.write("sub/a", "A");
    update();
    workshop.runs(flow).drop();
    assertThat(workshop.pages()).containsOnlyKeys("theirs.html");

    update();
    Files.delete(theirs);
    workshop.runs(flow).drop();
    assertThat(workshop.output).doesNotExist();
  }
}
