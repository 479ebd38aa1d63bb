package dev.freshet.benchmarks.rows;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;

/** A thousand items that declare a thousand rows each, for a target that takes no time. */
public final class ManyRows implements Flow {
  static final int ITEMS = 1000;
  static final int ROWS_AN_ITEM = 1000;

  /** Some 100 bytes. */
  public record NumberRow(@Key String id, String text) {
    static NumberRow of(int item, int row) {
      String id = item + "/" + row;
      return new NumberRow(
          id, "The text of row " + id + ", which is as long as a line of prose. ".repeat(2));
    }
  }

  @Override
  public String name() {
    return "many-rows";
  }

  @Override
  public void define(FlowBuilder flow) {
    var numbers = flow.source("numbers", new Numbers());
    var rows = flow.target("rows", new Nowhere(), NumberRow.class);
    flow.forEach(
        numbers,
        (number, context) -> {
          for (int row = 0; row < ROWS_AN_ITEM; row++) {
            context.declare(rows, NumberRow.of(Integer.parseInt(number.key()), row));
          }
        });
  }
}
