package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.engine.flink.FlowSetup;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.setup.SetupPlan;

/** Shows the plan of structural changes, and applies it if that is agreed to. */
final class SetupCommand {
  private final Invocation invocation;

  SetupCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int run() throws Exception {
    Terminal terminal = invocation.terminal();
    LoadedFlow flow = invocation.flow();
    boolean apply = invocation.arguments().has(Option.YES);
    FlowSetup setup = new FlowSetup(flow, invocation.state(), invocation.loader());
    SetupPlan plan = apply ? setup.apply() : setup.plan();
    plan.describe().forEach(terminal::say);
    if (plan.describe().isEmpty()) {
      terminal.say("Nothing to change");
    } else {
      terminal.say(apply ? "Applied" : "Nothing was applied; --yes applies this");
    }
    if (!plan.waiting().isEmpty()) {
      terminal.say("After the next update has deleted rows: " + String.join(", ", plan.waiting()));
    }
    invocation.report().write(report(flow, plan, apply));
    return 0;
  }

  private static ObjectNode report(LoadedFlow flow, SetupPlan plan, boolean applied) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("flow", flow.definition().name());
    var lines = json.putArray("plan");
    plan.describe().forEach(lines::add);
    return json.put("applied", applied);
  }
}
