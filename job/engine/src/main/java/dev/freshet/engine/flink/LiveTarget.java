package dev.freshet.engine.flink;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.flow.MutationBinding;
import java.util.List;
import java.util.stream.Collectors;

/** One incarnation of a target that mutations may reach. */
record LiveTarget(
    int generation,
    int revision,
    String type,
    Setup<TargetSpec> setup,
    MutationBinding binding,
    boolean shared,
    boolean leaving) {

  String name() {
    return setup.name();
  }

  RowSchema schema() {
    return setup.schema();
  }

  /** The key as a person would write it. */
  String readableKey(byte[] encoded) {
    Row key = CanonicalEncoding.decode(schema().key(), encoded);
    List<?> values = key.values();
    return values.size() == 1
        ? String.valueOf(values.get(0))
        : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
