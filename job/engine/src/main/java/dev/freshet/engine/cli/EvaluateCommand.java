package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.Evaluation;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flow.LoadedFlow;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Writes the rows that a flow would declare as files. */
final class EvaluateCommand {
  private final Invocation invocation;
  private final Terminal terminal;

  EvaluateCommand(Invocation invocation) {
    this.invocation = invocation;
    this.terminal = invocation.terminal();
  }

  int run() throws Exception {
    Arguments arguments = invocation.arguments();
    LoadedFlow flow = invocation.flow();
    Path output = Objects.requireNonNull(arguments.path(Option.OUTPUT));
    makeEmpty(output);
    RowFiles files = new RowFiles(output);
    try (Evaluation evaluation =
        new Evaluation(
            flow,
            invocation.state(),
            arguments.memoMaxBytes(),
            invocation.loader(),
            files::write)) {
      RunReport report = evaluation.run();
      tell(report);
      return report.exitCode();
    }
  }

  /** Other files would be taken for rows, or would be overwritten. */
  private static void makeEmpty(Path output) throws RunFailure {
    try {
      Files.createDirectories(output);
      try (Stream<Path> found = Files.list(output)) {
        if (found.findAny().isPresent()) {
          throw wrong(output, "is not empty; name a new or an empty directory", null);
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw wrong(output, "is not a directory; name a new or an empty one", e);
    } catch (IOException e) {
      throw wrong(output, "cannot be used: " + e, e);
    }
  }

  private void tell(RunReport report) throws RunFailure {
    Columns lines = new Columns();
    report
        .sources()
        .forEach(
            (name, counts) ->
                lines.add(
                    name,
                    count(counts.added(), "item")
                        + (counts.failed() == 0 ? "" : ", " + counts.failed() + " failed")));
    report
        .targets()
        .forEach(
            (name, counts) ->
                lines.add(
                    name,
                    count(counts.upserts(), "row")
                        + (counts.conflicts() == 0
                            ? ""
                            : ", " + counts.conflicts() + " in conflict")));
    lines.lines().forEach(terminal::say);
    ReportLines.failures(report.failures()).forEach(terminal::error);
    terminal.say("Took " + ReportLines.seconds(report.duration()));
    invocation.report().write(report.toJson());
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static RunFailure wrong(Path output, String what, @Nullable Throwable cause) {
    return new RunFailure(RunFailure.WRONG, "--output: " + output + " " + what, cause);
  }
}
