package dev.freshet.engine.cli;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.Runs;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.setup.StateDirectory;
import java.nio.file.Path;

/** Brings the targets in step, once or until it is stopped. */
final class UpdateCommand {
  private final Invocation invocation;
  private final Arguments arguments;

  UpdateCommand(Invocation invocation) {
    this.invocation = invocation;
    this.arguments = invocation.arguments();
  }

  int run() throws Exception {
    LoadedFlow flow = invocation.flow();
    if (arguments.has(Option.RESET)) {
      askToForget(flow.definition().name());
    }
    try (Narration narration = new Narration(invocation)) {
      Runs runs = new Runs(invocation.request(flow), narration);
      return Interruption.during(runs, invocation, () -> run(runs, narration));
    }
  }

  private int run(Runs runs, Narration narration) throws RunFailure, InterruptedException {
    RunReport report = arguments.has(Option.LIVE) ? runs.live() : runs.update();
    narration.tell(report);
    return report.exitCode();
  }

  private void askToForget(String flow) throws Exception {
    Path state = invocation.state();
    if (!StateDirectory.of(state, flow).exists()) {
      return;
    }
    if (!invocation.canAgree()) {
      throw new RunFailure(
          RunFailure.WRONG, "Nothing was done: " + meaning(flow) + "; agree with --yes", null);
    }
    invocation.terminal().say(meaning(flow));
    if (!invocation.agrees("Forget them?")) {
      throw new RunFailure(RunFailure.WRONG, "Nothing was done", null);
    }
  }

  private static String meaning(String flow) {
    return "--reset forgets which rows flow "
        + flow
        + " wrote; those that are not declared again stay in the targets for ever, because nobody"
        + " knows of them (to start clean, use drop)";
  }
}
