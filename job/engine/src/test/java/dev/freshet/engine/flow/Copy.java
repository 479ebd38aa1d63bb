package dev.freshet.engine.flow;

import dev.freshet.api.Context;
import dev.freshet.api.FunctionType;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Target;

/** Declares the item's text, perhaps in capitals. */
@LogicVersion("1")
public record Copy(Target<Page> target, boolean upperCase) implements ItemFunction {
  /** A text by name. */
  public record Page(@Key String name, String text) {}

  public Copy(Target<Page> target) {
    this(target, false);
  }

  @Override
  public void apply(Item item, Context context) {
    context.declare(target, new Page(item.key(), item.text()));
  }

  /** Its name in YAML. */
  public static final class Type implements FunctionType<Copy> {
    @Override
    public String type() {
      return "fake-copy";
    }

    @Override
    public Class<Copy> functionClass() {
      return Copy.class;
    }
  }
}
