package dev.freshet.engine;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Memo;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.engine.SimulatedDefinition.Cell;
import dev.freshet.engine.item.FunctionCall;
import dev.freshet.engine.item.RowEncoder;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.row.DeclaredRow;
import dev.freshet.engine.setup.TrackedTarget;
import java.nio.charset.StandardCharsets;

/** The item function of a simulated flow. Every value comes out of a memo. */
record SimulatedFunction(SimulatedRun run, SimulatedFaults faults) implements ItemFunction {
  /** A target's handle. */
  private record Handle(String name) implements Target<Cell> {
    @Override
    public Target<Cell> managedByUser() {
      return this;
    }

    @Override
    public Target<Cell> shared() {
      return this;
    }
  }

  static FunctionCall of(SimulatedRun run, SimulatedFaults faults, SimulatedMemos store) {
    Memos memos = new Memos(store);
    return new FunctionCall(
        new SimulatedFunction(run, faults),
        run.logicFingerprint(),
        new CellEncoder(run),
        () -> memos);
  }

  @Override
  public void apply(Item item, Context context) throws Exception {
    faults.pass(SimulatedFaults.Point.FUNCTION);
    Memo<String, String> values =
        Memo.of("values", run.definition().logic(), String.class, String.class, value -> value);
    for (Cell cell : run.definition().cells(item.text())) {
      String value = context.call(values, cell.value());
      for (String target : run.definition().targets().keySet()) {
        context.declare(new Handle(target), new Cell(cell.row(), value));
      }
    }
  }

  private record CellEncoder(SimulatedRun run) implements RowEncoder {
    @Override
    public <R extends Record> @Nullable DeclaredRow encode(Target<R> handle, R row) {
      Cell cell = (Cell) row;
      TrackedTarget target = run.target(((Handle) (Object) handle).name()).orElse(null);
      return target == null
          ? null
          : DeclaredRow.of(
              target.generation(),
              target.revision(),
              cell.row().getBytes(StandardCharsets.UTF_8),
              cell.value().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String describe(DeclaredRow row) {
      return new String(row.key(), StandardCharsets.UTF_8);
    }
  }
}
