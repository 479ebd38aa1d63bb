package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;

/** Declares a row for every line of an item that reads {@code id=text}; see {@link Script}. */
public record Lines(String trial, Target<Line> target) implements ItemFunction {
  @Override
  public void apply(Item item, Context context) throws Exception {
    new Script(trial, item, context).run(line -> context.declare(target, line));
  }
}
