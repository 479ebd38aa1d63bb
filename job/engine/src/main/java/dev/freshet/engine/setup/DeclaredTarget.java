package dev.freshet.engine.setup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;

/**
 * One target as the flow declares it, with all that a later run needs to change or drop it when the
 * flow no longer mentions it.
 *
 * @param type of its connector
 * @param spec its options as JSON, without secrets; not to be modified
 */
public record DeclaredTarget(
    String name,
    String type,
    String persistentKey,
    JsonNode spec,
    RowSchema schema,
    boolean managedByUser,
    boolean shared) {

  public DeclaredTarget {
    spec = JsonFormat.normalized(spec);
  }

  /** Where rows go, whatever the target is called. */
  Place place() {
    return new Place(type, persistentKey);
  }

  boolean sameStructure(DeclaredTarget other) {
    return spec.equals(other.spec) && schema.equals(other.schema);
  }

  boolean sameKey(DeclaredTarget other) {
    return schema.key().equals(other.schema.key());
  }

  DeclaredTarget handedToUser() {
    return new DeclaredTarget(name, type, persistentKey, spec, schema, true, shared);
  }

  /**
   * Compared in code of its own: what a record brings is linked when it is first used, and every
   * start would pay for that.
   */
  record Place(String type, String persistentKey) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place that
          && type.equals(that.type)
          && persistentKey.equals(that.persistentKey);
    }

    @Override
    public int hashCode() {
      return 31 * type.hashCode() + persistentKey.hashCode();
    }
  }
}
