package dev.freshet.engine.cli;

import dev.freshet.engine.encoding.JsonText;
import dev.freshet.engine.flow.FlowSchema;

/** Prints what a flow file may hold. */
final class SchemaCommand {
  private final Invocation invocation;

  SchemaCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int run() {
    invocation.terminal().out().println(JsonText.pretty(FlowSchema.of(invocation.loader())));
    return 0;
  }
}
