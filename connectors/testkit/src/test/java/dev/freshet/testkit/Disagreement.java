package dev.freshet.testkit;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;

/** A flow of tests: all its items declare one row. */
public final class Disagreement implements Flow {
  @Override
  public String name() {
    return "disagreement";
  }

  @Override
  public void define(FlowBuilder flow) {
    var notes = flow.source("notes", new MemorySource("notes"));
    var lines = flow.target("lines", new MemoryTarget("lines"), Line.class);
    flow.forEach(notes, (note, context) -> context.declare(lines, new Line("x", note.text())));
  }
}
