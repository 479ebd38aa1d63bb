package dev.freshet.benchmarks.rows;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;
import dev.freshet.benchmarks.rows.ManyRows.NumberRow;

/** One row for each row of a table that {@code SourceTable} made. */
public record RowOfTable(Target<NumberRow> target) implements ItemFunction {
  public record Line(long id, String body) {}

  @Override
  public void apply(Item item, Context context) {
    Line line = item.as(Line.class);
    context.declare(target, new NumberRow(Long.toString(line.id()), line.body()));
  }
}
