package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.Runs;
import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.setup.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Removes what a flow set up, and its state. What is in the state suffices for it, so a flow whose
 * file is gone is dropped by its name.
 */
final class DropCommand {
  private final Invocation invocation;

  DropCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int run() throws Exception {
    LoadedFlow flow = flow();
    String name = flow.definition().name();
    if (!StateDirectory.of(invocation.state(), name).exists()) {
      return tell(name, "has set up nothing in " + invocation.state(), false);
    }
    if (!invocation.canAgree()) {
      throw new RunFailure(
          RunFailure.WRONG,
          "Nothing was dropped: drop removes what flow "
              + name
              + " set up, and its state; agree with --yes",
          null);
    }
    try (Narration narration = new Narration(invocation)) {
      Runs runs = new Runs(invocation.request(flow), narration);
      return Interruption.during(
          runs,
          invocation,
          () -> {
            runs.drop();
            narration.close();
            return tell(name, "is dropped", true);
          });
    }
  }

  private LoadedFlow flow() throws Exception {
    String given = invocation.arguments().flowName();
    boolean known = StateDirectory.flows(invocation.state()).contains(given);
    return known && Files.notExists(Path.of(given)) ? Flows.named(given) : invocation.flow();
  }

  private int tell(String flow, String what, boolean dropped) throws RunFailure {
    invocation.terminal().say("Flow " + flow + " " + what);
    invocation
        .report()
        .write(JsonNodeFactory.instance.objectNode().put("flow", flow).put("dropped", dropped));
    return 0;
  }
}
