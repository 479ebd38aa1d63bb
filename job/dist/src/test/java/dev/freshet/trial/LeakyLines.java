package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Secret;
import dev.freshet.api.Target;
import java.util.List;

/** A row for each item, but one whose failure tells the password of the model that was asked. */
public record LeakyLines(Secret password, List<String> leaks, Target<Line> target)
    implements ItemFunction {
  @Override
  public void apply(Item item, Context context) throws Exception {
    if (item.key().equals("b")) {
      new Leak(password, leaks).at("function");
    }
    context.declare(target, new Line(item.key(), item.text()));
  }
}
