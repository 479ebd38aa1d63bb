package dev.freshet.engine.setup;

import dev.freshet.api.Compatibility;

/** What the plan asks of connectors. No answer touches anything outside. */
public interface Connectors {
  /** Asked only if spec or schema differ and the key's schema does not. */
  Compatibility compatibility(DeclaredTarget previous, DeclaredTarget current);

  boolean dropDeletesRows(DeclaredTarget target);

  /** The place of a source or target, as a person would name it. */
  String describe(String type, String persistentKey);
}
