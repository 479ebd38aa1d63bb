package dev.freshet.benchmarks.items;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;
import java.nio.ByteBuffer;

/** Declares as many rows for each item, which change when the item does. */
public record RowsOfItem(Target<Row> target, int rows) implements ItemFunction {
  public record Row(@Key String id, String text) {}

  @Override
  public void apply(Item item, Context context) {
    ByteBuffer content = ByteBuffer.wrap(item.bytes());
    long number = content.getLong();
    long edit = content.getLong();
    for (int row = 0; row < rows; row++) {
      String text = "The text of row " + row + " of item " + number + ", edit " + edit;
      context.declare(target, new Row(Generated.rowKey(number, row), text));
    }
  }
}
