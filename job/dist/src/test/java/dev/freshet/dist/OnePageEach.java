package dev.freshet.dist;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;

/** Declares a page for an item, under its key or, where it reads {@code name: n}, under that. */
public record OnePageEach(Target<Page> target) implements ItemFunction {
  public record Page(@Key String filename, String html) {}

  @Override
  public void apply(Item item, Context context) {
    String text = item.text();
    String name = text.startsWith("name: ") ? text.substring("name: ".length()) : item.key();
    context.declare(target, new Page(name, "<p>" + text + "</p>"));
  }
}
