package dev.freshet.postgres;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.Locale;

/**
 * The types of a table's columns, as SQL.
 *
 * @param vectorSchema quoted, where pgvector's types are; empty if nothing needs it
 */
record ColumnTypes(PostgresTable spec, String vectorSchema) {

  String of(Field field) {
    String chosen = spec.types().get(field.name());
    return chosen == null ? usual(field.type()) : chosen;
  }

  private String usual(Type type) {
    return switch (type.kind()) {
      case BOOLEAN -> "boolean";
      case INT -> "integer";
      case LONG -> "bigint";
      case FLOAT -> "real";
      case DOUBLE -> "double precision";
      case DECIMAL -> "numeric";
      case TEXT -> "text";
      case BYTES -> "bytea";
      case INSTANT -> "timestamptz";
      case DATE -> "date";
      case UUID -> "uuid";
      case STRUCT, LIST, MAP -> "jsonb";
      case VECTOR ->
          switch (spec.vectors()) {
            case VECTOR -> vectorSchema + ".vector(" + type.size() + ")";
            case HALFVEC -> vectorSchema + ".halfvec(" + type.size() + ")";
            case REAL_ARRAY -> "real[]";
          };
    };
  }

  boolean needsExtension(Field field) {
    return field.type().kind() == Kind.VECTOR
        && spec.vectors() != PostgresTable.VectorType.REAL_ARRAY
        && !spec.types().containsKey(field.name());
  }

  /** What stands in a column from when it is added to when the row is written, as a literal. */
  String filler(Field field) {
    return switch (field.type().kind()) {
      case BOOLEAN -> "'false'";
      case INT, LONG, FLOAT, DOUBLE, DECIMAL -> "'0'";
      case TEXT -> "''";
      case BYTES -> "''";
      case INSTANT, DATE -> "'epoch'";
      case UUID -> "'00000000-0000-0000-0000-000000000000'";
      case STRUCT, MAP -> "'{}'";
      case LIST -> "'[]'";
      case VECTOR -> zeros(field.type().size());
    };
  }

  private String zeros(int size) {
    return spec.vectors() == PostgresTable.VectorType.REAL_ARRAY
        ? "'{}'"
        : "'[0" + ",0".repeat(size - 1) + "]'";
  }

  static String describe(Type type) {
    String kind = type.kind().name().toLowerCase(Locale.ROOT);
    return type.kind() == Kind.VECTOR ? "a vector of " + type.size() : "a value of kind " + kind;
  }
}
