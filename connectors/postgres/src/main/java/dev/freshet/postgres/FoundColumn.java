package dev.freshet.postgres;

import java.util.Set;

/**
 * A column as the catalogue has it.
 *
 * @param typeId with {@code modifier}, what tells types apart
 * @param modifier length, precision and the like; -1 if none
 * @param type as SQL, with its modifier
 * @param plainType as SQL, without
 * @param typeName without its schema; of a domain, that of the type below it
 * @param hasDefault or makes its values itself
 * @param tellsApart whether texts that differ are different in its collation
 */
record FoundColumn(
    String name,
    long typeId,
    int modifier,
    String type,
    String plainType,
    String typeName,
    boolean notNull,
    boolean hasDefault,
    boolean generated,
    boolean tellsApart) {
  private static final Set<String> NUMBERS =
      Set.of("int2", "int4", "int8", "numeric", "float4", "float8");

  boolean sameType(FoundColumn other) {
    return typeId == other.typeId && modifier == other.modifier;
  }

  /**
   * @param value SQL of the type that the wire has
   */
  String cast(Wire wire, String value) {
    boolean assignable =
        switch (wire) {
          case INT, LONG, FLOAT, DOUBLE, DECIMAL -> NUMBERS.contains(typeName);
          case TEXT -> Set.of("text", "varchar").contains(typeName);
          default -> true;
        };
    if (wire == Wire.INSTANT && typeName.equals("timestamp")) {
      return value + " AT TIME ZONE 'UTC'";
    }
    return assignable ? value : "CAST(" + value + " AS " + plainType + ")";
  }
}
