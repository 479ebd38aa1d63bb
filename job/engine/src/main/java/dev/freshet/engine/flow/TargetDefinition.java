package dev.freshet.engine.flow;

import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.encoding.RecordType;
import java.time.Duration;

/** One target of a flow and the rows it takes. */
public record TargetDefinition<R extends Record>(
    String name,
    String type,
    TargetSpec spec,
    RecordType<R> rows,
    boolean managedByUser,
    boolean shared) {

  public RowSchema schema() {
    return rows.schema();
  }

  public Setup<TargetSpec> setup(Duration callDeadline) {
    return new Setup<>(name, spec, schema(), callDeadline);
  }
}
