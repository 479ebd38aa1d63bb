package dev.freshet.engine.setup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import java.util.Objects;

/**
 * One source as the flow declares it. A change of name, type or persistent key makes it another
 * source.
 *
 * @param structure its options as JSON, without secrets, if its connector sets up something for it
 *     outside; not to be modified
 */
public record DeclaredSource(
    String name, String type, String persistentKey, @Nullable JsonNode structure) {

  public DeclaredSource {
    structure = structure == null ? null : JsonFormat.normalized(structure);
  }

  /** Of a source for which nothing is set up outside. */
  public DeclaredSource(String name, String type, String persistentKey) {
    this(name, type, persistentKey, null);
  }

  boolean isSameAs(DeclaredSource other) {
    return bare().equals(other.bare());
  }

  boolean hasSameStructureAs(DeclaredSource other) {
    return Objects.equals(structure, other.structure);
  }

  DeclaredSource bare() {
    return structure == null ? this : new DeclaredSource(name, type, persistentKey);
  }
}
