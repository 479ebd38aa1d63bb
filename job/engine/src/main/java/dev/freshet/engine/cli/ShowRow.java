package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.freshet.engine.flink.RowLookup;
import dev.freshet.engine.flink.TrackedRow;
import dev.freshet.engine.flink.TrackedRow.Item;
import dev.freshet.engine.row.Written;
import java.util.List;
import java.util.Optional;

/** Shows what is remembered of one row: who claims it, and when and why it was last written. */
final class ShowRow {
  private final Invocation invocation;
  private final Terminal terminal;

  ShowRow(Invocation invocation) {
    this.invocation = invocation;
    this.terminal = invocation.terminal();
  }

  int run() throws Exception {
    List<String> row = invocation.arguments().all(Option.ROW);
    String target = row.get(0);
    RowLookup lookup = new RowLookup(invocation.request(invocation.flow()));
    List<Object> key = RowKey.read(lookup.schema(target).key(), row.get(1));
    Optional<TrackedRow> found = lookup.find(target, key);
    if (found.isPresent()) {
      tell(found.get());
      invocation.report().write(found.get().toJson().put("tracked", true));
    } else {
      terminal.say("No item claims row " + row.get(1) + " of target " + target);
      invocation
          .report()
          .write(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("target", target)
                  .put("key", row.get(1))
                  .put("tracked", false));
    }
    return 0;
  }

  private void tell(TrackedRow row) {
    terminal.say("row " + row.key() + " of target " + row.target());
    Columns columns = new Columns();
    columns.add("fingerprint", row.fingerprint());
    String title = "claimed by";
    for (Item item : row.items()) {
      boolean alone = row.items().size() == 1;
      boolean stands = item.equals(row.items().get(0));
      String role = alone ? "" : stands ? ", whose value stands" : ", which waits";
      columns.add(title, item.source() + " \"" + item.key() + "\"" + role);
      title = "";
    }
    columns.add("last written", written(row));
    if (row.rejected() != null) {
      columns.add("rejected", row.rejected());
    }
    columns.lines().forEach(line -> terminal.say("  " + Printable.line(line)));
  }

  private static String written(TrackedRow row) {
    Written written = row.written();
    return written == null
        ? "by an earlier version of Freshet, which did not note when and why"
        : written.time() + ", because " + because(written.reason());
  }

  private static String because(Written.Reason reason) {
    return switch (reason) {
      case NEW -> "nobody had claimed it before";
      case CHANGED -> "its item declared another value";
      case TAKEN_OVER -> "the value of another item stands now";
      case REWRITTEN -> "all rows of the target were to be written again";
      case REPAIRED -> "the target did not have it as it should be";
    };
  }
}
