package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;

/** As {@link Lines}, to two targets. */
public record TwiceLines(String trial, Target<Line> first, Target<Line> second)
    implements ItemFunction {
  @Override
  public void apply(Item item, Context context) throws Exception {
    new Script(trial, item, context)
        .run(
            line -> {
              context.declare(first, line);
              context.declare(second, line);
            });
  }
}
