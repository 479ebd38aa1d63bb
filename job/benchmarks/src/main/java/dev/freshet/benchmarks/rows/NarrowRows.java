package dev.freshet.benchmarks.rows;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;

/** The rows that are written by hand too, a thousand for each number. */
public record NarrowRows(Target<Narrow> target) implements ItemFunction {
  private static final int ROWS_AN_ITEM = 1000;

  public record Narrow(@Key long id, String name, int amount) {}

  @Override
  public void apply(Item item, Context context) {
    int first = Integer.parseInt(item.key()) * ROWS_AN_ITEM;
    for (int row = first; row < first + ROWS_AN_ITEM; row++) {
      context.declare(
          target, new Narrow(row, "The name of row " + row + ", a line of it", row % 1000));
    }
  }
}
