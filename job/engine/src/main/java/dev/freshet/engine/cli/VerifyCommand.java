package dev.freshet.engine.cli;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.Runs;
import dev.freshet.engine.flink.VerifyReport;
import dev.freshet.engine.flink.VerifyReport.Difference;
import dev.freshet.engine.flink.VerifyReport.TargetRowCounts;
import java.util.List;

/** Compares what targets hold with what is remembered of them, and repairs it if asked to. */
final class VerifyCommand {
  private static final int DIFFERENCES_SHOWN = 20;

  private final Invocation invocation;
  private final Terminal terminal;

  VerifyCommand(Invocation invocation) {
    this.invocation = invocation;
    this.terminal = invocation.terminal();
  }

  int run() throws Exception {
    try (Narration narration = new Narration(invocation)) {
      Runs runs = new Runs(invocation.request(invocation.flow()), narration);
      return Interruption.during(runs, invocation, () -> run(runs, narration));
    }
  }

  private int run(Runs runs, Narration narration) throws RunFailure, InterruptedException {
    VerifyReport report = runs.verify(invocation.arguments().has(Option.REPAIR));
    narration.close();
    tell(report);
    invocation.report().write(report.toJson());
    return report.exitCode();
  }

  private void tell(VerifyReport report) {
    Columns columns = new Columns();
    report.targets().forEach((name, counts) -> columns.add(name, counts(counts)));
    columns.lines().forEach(terminal::say);
    if (report.update() != null) {
      terminal.say(report.repaired() + (report.repaired() == 1 ? " row" : " rows") + " repaired");
    }
    terminal.say("Took " + ReportLines.seconds(report.duration()));
    terminal.out().flush();
    tell(report.differences(), report.damaged() + report.foreign());
    if (report.update() != null) {
      ReportLines.failures(report.update().failures()).forEach(terminal::error);
    }
  }

  private void tell(List<Difference> differences, long all) {
    int shown = Math.min(DIFFERENCES_SHOWN, differences.size());
    differences
        .subList(0, shown)
        .forEach(difference -> terminal.error("  " + Printable.line(line(difference))));
    if (all > shown) {
      terminal.error("  and " + (all - shown) + " more; --report lists the first thousand");
    }
  }

  private static String counts(TargetRowCounts counts) {
    return counts.isListed()
        ? "%d rows tracked: %d missing, %d different; %d foreign"
            .formatted(counts.tracked(), counts.missing(), counts.different(), counts.foreign())
        : "not verified: its connector does not list rows";
  }

  private static String line(Difference difference) {
    String item =
        difference.source().isEmpty()
            ? ""
            : " (" + difference.source() + " \"" + difference.item() + "\")";
    String reason = difference.reason().isEmpty() ? "" : ": " + difference.reason();
    return difference.target() + " " + difference.key() + ": " + difference.kind() + item + reason;
  }
}
