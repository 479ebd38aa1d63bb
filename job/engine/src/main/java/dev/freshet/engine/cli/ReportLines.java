package dev.freshet.engine.cli;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A report as a person reads it: a line for each source and target, then what is not right. */
final class ReportLines {
  private static final int FAILURES_SHOWN = 20;

  private ReportLines() {}

  static List<String> of(RunReport report) {
    Columns lines = new Columns();
    report.sources().forEach((name, counts) -> lines.add(name, counts(counts)));
    report.targets().forEach((name, counts) -> lines.add(name, counts(counts)));
    return lines.lines();
  }

  /** What came since an earlier report of the same run, for the places where something did. */
  static List<String> since(RunReport before, RunReport now) {
    Columns lines = new Columns();
    now.sources()
        .forEach(
            (name, counts) -> {
              SourceCounts old = before.sources().get(name);
              if (!counts.equals(old)) {
                lines.add(name, counts(old == null ? counts : since(old, counts)));
              }
            });
    now.targets()
        .forEach(
            (name, counts) -> {
              TargetCounts old = before.targets().get(name);
              if (!counts.equals(old)) {
                lines.add(name, counts(old == null ? counts : since(old, counts)));
              }
            });
    return lines.lines();
  }

  private static SourceCounts since(SourceCounts before, SourceCounts now) {
    return new SourceCounts(
        now.added() - before.added(),
        now.changed() - before.changed(),
        now.unchanged(),
        now.removed() - before.removed(),
        now.failed(),
        now.held());
  }

  private static TargetCounts since(TargetCounts before, TargetCounts now) {
    return new TargetCounts(
        now.upserts() - before.upserts(),
        now.deletes() - before.deletes(),
        now.rejected(),
        now.conflicts());
  }

  private static String counts(SourceCounts counts) {
    return counts.added()
        + " added, "
        + counts.changed()
        + " changed, "
        + counts.unchanged()
        + " unchanged, "
        + counts.removed()
        + " removed"
        + unlessZero(counts.failed(), "failed")
        + unlessZero(counts.held(), counts.held() == 1 ? "removal held" : "removals held");
  }

  private static String counts(TargetCounts counts) {
    return counts.upserts()
        + " written, "
        + counts.deletes()
        + " deleted"
        + unlessZero(counts.rejected(), "rejected")
        + unlessZero(counts.conflicts(), counts.conflicts() == 1 ? "conflict" : "conflicts");
  }

  private static String unlessZero(long count, String what) {
    return count == 0 ? "" : ", " + count + " " + what;
  }

  /** What is not right, the first of many, each as {@code key: reason}. */
  static List<String> failures(List<Failure> failures) {
    List<String> lines = new ArrayList<>();
    for (Failure failure : failures.subList(0, Math.min(FAILURES_SHOWN, failures.size()))) {
      boolean otherItem = !failure.item().equals(failure.key()) && !failure.item().isEmpty();
      String item = otherItem ? " (item " + failure.item() + ")" : "";
      lines.add("  " + Printable.line(failure.key() + ": " + failure.reason() + item));
    }
    if (failures.size() > FAILURES_SHOWN) {
      lines.add("  and " + (failures.size() - FAILURES_SHOWN) + " more; --report lists them");
    }
    return lines;
  }

  static String seconds(Duration duration) {
    long tenths = (duration.toMillis() + 50) / 100;
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}
