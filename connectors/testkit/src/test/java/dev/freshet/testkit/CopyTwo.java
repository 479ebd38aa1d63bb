package dev.freshet.testkit;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;

/** A flow of tests: one line an item, from one or two sources. */
public record CopyTwo(boolean both) implements Flow {
  @Override
  public String name() {
    return "copy-two";
  }

  @Override
  public void define(FlowBuilder flow) {
    var lines = flow.target("lines", new MemoryTarget("lines"), Line.class);
    flow.forEach(flow.source("first", new MemorySource("first")), new CopyLines(lines));
    if (both) {
      flow.forEach(flow.source("second", new MemorySource("second")), new CopyLines(lines));
    }
  }
}
