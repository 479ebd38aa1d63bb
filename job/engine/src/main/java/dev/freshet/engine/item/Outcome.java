package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.DeclaredRow;
import java.util.List;

/** What came of looking at an item. */
public sealed interface Outcome {
  /** There was nothing to read. */
  record Vanished() implements Outcome {}

  /** The content is the one the same logic ran on before. */
  record Unchanged(@Nullable String version) implements Outcome {}

  /**
   * The function ran.
   *
   * @param version of what was read, taken after it was read; null if there is none
   */
  record Declared(
      @Nullable String version, Fingerprint content, Fingerprint logic, List<DeclaredRow> rows)
      implements Outcome {}

  record Failed(String reason) implements Outcome {}
}
