package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;

/** Declares one row with the item's key and text, whatever they are. */
public record KeyedLines(Target<Line> target) implements ItemFunction {
  @Override
  public void apply(Item item, Context context) {
    context.declare(target, new Line(item.key(), item.text()));
  }
}
