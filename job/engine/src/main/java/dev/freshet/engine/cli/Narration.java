package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunListener;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.item.Failures;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Tells a person how a run goes, and asks what it has to ask. One thread. */
final class Narration implements RunListener, AutoCloseable {
  private final Invocation invocation;
  private final Terminal terminal;
  private @Nullable List<String> shown;
  private @Nullable ProgressLine progress;
  private @Nullable RunReport refreshed;

  Narration(Invocation invocation) {
    this.invocation = invocation;
    this.terminal = invocation.terminal();
  }

  @Override
  public boolean consents(List<String> plan) {
    if (invocation.canAgree()) {
      plan.forEach(terminal.out()::println);
      shown = plan;
    }
    return invocation.agrees("Apply?");
  }

  @Override
  public void applying(List<String> plan) {
    if (!plan.equals(shown)) {
      plan.forEach(terminal::say);
    }
  }

  @Override
  public void progress(long done, long known) {
    if (progress == null && known > 0 && !terminal.quiet() && ProgressLine.hasScreen(terminal)) {
      progress = new ProgressLine(terminal.err());
    }
    if (progress != null) {
      progress.show(done, known);
    }
  }

  @Override
  public void restarting(String reason) {
    close();
    terminal.error("The job failed and starts again from its last checkpoint: " + reason);
  }

  @Override
  public void leaving(String job) {
    close();
    terminal.say("Job " + job + " keeps the targets in step; flink cancel or flink stop ends it");
  }

  @Override
  public void refreshed(RunReport report) {
    close();
    RunReport before = refreshed;
    refreshed = report;
    String time = LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  ";
    if (before == null) {
      tell(ReportLines.of(report), time, report.failures());
      terminal.say("Caught up; Ctrl-C stops");
    } else {
      List<Failure> known = before.failures();
      tell(
          ReportLines.since(before, report),
          time,
          report.failures().stream().filter(failure -> !known.contains(failure)).toList());
    }
    try {
      invocation.report().write(report.toJson());
    } catch (RunFailure e) {
      terminal.error(Failures.message(e));
    }
  }

  /** The end of a run. */
  void tell(RunReport report) throws RunFailure {
    close();
    tell(ReportLines.of(report), "", report.failures());
    terminal.say("Took " + ReportLines.seconds(report.duration()));
    invocation.report().write(report.toJson());
  }

  private void tell(List<String> lines, String before, List<Failure> failures) {
    lines.forEach(line -> terminal.say(before + line));
    terminal.out().flush();
    ReportLines.failures(failures).forEach(terminal::error);
  }

  /** Takes away what is drawn again and again. */
  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
