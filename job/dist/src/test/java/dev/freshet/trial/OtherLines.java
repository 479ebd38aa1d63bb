package dev.freshet.trial;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;

/** As {@link Lines}, with rows of other types: what becomes of rows whose type is edited. */
final class OtherLines {
  private OtherLines() {}

  /** A {@link Line} with one component more. */
  public record LongLine(@Key String id, String text, @Nullable String note) {}

  /** A {@link Line} whose key has another name. */
  public record NamedLine(@Key String name, String text) {}

  /** Declares lines that have gained a component. */
  public record Longer(String trial, Target<LongLine> target) implements ItemFunction {
    @Override
    public void apply(Item item, Context context) throws Exception {
      new Script(trial, item, context)
          .run(line -> context.declare(target, new LongLine(line.id(), line.text(), null)));
    }
  }

  /** Declares lines whose key is called otherwise. */
  public record Named(String trial, Target<NamedLine> target) implements ItemFunction {
    @Override
    public void apply(Item item, Context context) throws Exception {
      new Script(trial, item, context)
          .run(line -> context.declare(target, new NamedLine(line.id(), line.text())));
    }
  }
}
