package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;

/** As {@link Lines}, with a number for the text: what becomes of a row whose type is edited. */
public record NumberLines(String trial, Target<NumberLine> target) implements ItemFunction {
  /** A {@link Line} whose text has another type. */
  public record NumberLine(@Key String id, int text) {}

  @Override
  public void apply(Item item, Context context) throws Exception {
    new Script(trial, item, context)
        .run(
            line ->
                context.declare(target, new NumberLine(line.id(), Integer.parseInt(line.text()))));
  }
}
