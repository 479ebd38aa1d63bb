package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main flow, as a user sees it: some documents, the pages, an edit, what changed. */
class MarkdownToHtmlIT {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
  }

  @Test
  void keepsPagesInStepWithDocuments() throws Exception {
    workshop.write("a.md", "# A");
    workshop.write("guide/b.md", "# B");
    String flow = workshop.markdownFlow();

    RunReport first = workshop.update(flow);

    assertThat(workshop.pages()).containsOnlyKeys("a.md.html", "guide/b.md.html");
    assertThat(workshop.pages().get("guide/b.md.html")).contains("<h1");
    assertThat(first.sources().get("documents").added()).isEqualTo(2);
    assertThat(first.targets().get("pages").upserts()).isEqualTo(2);
    assertThat(first.exitCode()).isZero();

    RunReport second = workshop.update(flow);

    assertThat(second.sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 0, 2, 0, 0, 0));
    assertThat(second.targets().get("pages").upserts()).isZero();

    workshop.write("a.md", "# A changed");
    workshop.delete("guide/b.md");
    RunReport third = workshop.update(flow);

    assertThat(third.sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 1, 0, 1, 0, 0));
    assertThat(workshop.pages()).containsOnlyKeys("a.md.html");
    assertThat(workshop.pages().get("a.md.html")).contains("A changed");
  }
}
