package dev.freshet.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Calls;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportLinesTest {
  @Test
  void showsCountsBelowEachOther() {
    assertThat(
            ReportLines.of(
                report(new SourceCounts(3, 1, 12, 0, 0, 0), new TargetCounts(4, 0, 0, 0))))
        .containsExactly(
            "documents  3 added, 1 changed, 12 unchanged, 0 removed",
            "pages      4 written, 0 deleted");
  }

  @Test
  void showsTroubleOnlyWhereThereIsSome() {
    assertThat(
            ReportLines.of(
                report(new SourceCounts(0, 0, 5, 0, 2, 7), new TargetCounts(0, 0, 1, 1))))
        .containsExactly(
            "documents  0 added, 0 changed, 5 unchanged, 0 removed, 2 failed, 7 removals held",
            "pages      0 written, 0 deleted, 1 rejected, 1 conflict");
  }

  @Test
  void showsWhatCameSinceTheLastRefresh() {
    RunReport before = report(new SourceCounts(3, 0, 0, 0, 0, 0), new TargetCounts(3, 0, 0, 0));
    RunReport now = report(new SourceCounts(3, 1, 2, 0, 0, 0), new TargetCounts(3, 0, 0, 0));
    assertThat(ReportLines.since(before, now))
        .containsExactly("documents  0 added, 1 changed, 2 unchanged, 0 removed");
  }

  @Test
  void listsTheFirstFailures() {
    Failure failure = new Failure("source", "documents", "a.md", "a.md", "not UTF-8");
    Failure ofRow = new Failure("target", "pages", "k", "b.md", "too large");
    assertThat(ReportLines.failures(List.of(failure, ofRow)))
        .containsExactly("  a.md: not UTF-8", "  k: too large (item b.md)");
    assertThat(ReportLines.failures(Collections.nCopies(25, failure)))
        .hasSize(21)
        .endsWith("  and 5 more; --report lists them");
  }

  @Test
  void roundsSeconds() {
    assertThat(ReportLines.seconds(Duration.ofMillis(1949))).isEqualTo("1.9 s");
    assertThat(ReportLines.seconds(Duration.ofMillis(1950))).isEqualTo("2.0 s");
  }

  private static RunReport report(SourceCounts source, TargetCounts target) {
    return new RunReport(
        "flow",
        Map.of("documents", source),
        Map.of("pages", target),
        List.of(),
        new Calls(0, 0, 0, 0),
        0,
        0,
        0,
        Duration.ZERO);
  }
}
