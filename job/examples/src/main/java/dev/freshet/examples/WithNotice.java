package dev.freshet.examples;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;

/** Copies text files and puts a notice above each. In YAML, its options are the components. */
public record WithNotice(Target<Copy> target, String notice) implements ItemFunction {
  public record Copy(@Key String file, String text) {}

  public WithNotice(Target<Copy> target) {
    this(target, "Do not edit: this file is a copy.");
  }

  @Override
  public void apply(Item item, Context context) {
    context.declare(target, new Copy(item.key(), notice + "\n\n" + item.text()));
  }
}
