package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;
import java.util.Locale;

/** As {@link Lines}, in capitals: what becomes of a function whose code is edited. */
public record LoudLines(String trial, Target<Line> target) implements ItemFunction {
  @Override
  public void apply(Item item, Context context) throws Exception {
    new Script(trial, item, context)
        .run(
            line ->
                context.declare(target, new Line(line.id(), line.text().toUpperCase(Locale.ROOT))));
  }
}
