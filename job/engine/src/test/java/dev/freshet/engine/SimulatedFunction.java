package dev.freshet.engine;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Target;
import dev.freshet.engine.SimulatedDefinition.Cell;
import dev.freshet.engine.item.FunctionCall;
import dev.freshet.engine.item.RowEncoder;
import dev.freshet.engine.row.DeclaredRow;
import java.nio.charset.StandardCharsets;

/** The item function of a simulated flow. */
record SimulatedFunction(SimulatedDefinition definition) implements ItemFunction {
  private static final Target<Cell> CELLS =
      new Target<>() {
        @Override
        public Target<Cell> managedByUser() {
          return this;
        }

        @Override
        public Target<Cell> shared() {
          return this;
        }
      };

  static FunctionCall of(SimulatedDefinition definition) {
    return new FunctionCall(
        new SimulatedFunction(definition),
        definition.logicFingerprint(),
        new CellEncoder(definition),
        () -> {
          throw new IllegalStateException("A simulated flow has no memos");
        });
  }

  @Override
  public void apply(Item item, Context context) {
    definition
        .rows(item.text())
        .forEach((row, value) -> context.declare(CELLS, new Cell(row, value)));
  }

  private record CellEncoder(SimulatedDefinition definition) implements RowEncoder {
    @Override
    public <R extends Record> DeclaredRow encode(Target<R> target, R row) {
      Cell cell = (Cell) row;
      return DeclaredRow.of(
          definition.generation(),
          definition.revision(),
          cell.row().getBytes(StandardCharsets.UTF_8),
          cell.value().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String describe(DeclaredRow row) {
      return new String(row.key(), StandardCharsets.UTF_8);
    }
  }
}
