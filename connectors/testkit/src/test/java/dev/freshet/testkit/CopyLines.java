package dev.freshet.testkit;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;

/** A function of tests: one line an item. */
public record CopyLines(Target<Line> target) implements ItemFunction {
  @Override
  public void apply(Item item, Context context) {
    context.declare(target, new Line(item.key(), item.text()));
  }
}
