package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import java.util.Set;

/** As what a value travels to the server, which casts it to the type of its column. */
enum Wire {
  BOOLEAN("boolean"),
  INT("integer"),
  LONG("bigint"),
  FLOAT("real"),
  DOUBLE("double precision"),
  DECIMAL("numeric"),
  TEXT("text"),
  BYTES("bytea"),
  INSTANT("timestamptz"),
  DATE("date"),
  UUID("uuid"),
  JSON("jsonb"),
  VECTOR("vector"),
  HALFVEC("halfvec"),
  REALS("real[]");

  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8", "numeric");

  final String sql;

  Wire(String sql) {
    this.sql = sql;
  }

  /** Types whose values are never to be cut or rounded on the way. Null if there is no way. */
  static @Nullable Wire of(Kind kind, FoundColumn column) {
    String type = column.typeName();
    if (Set.of("text", "varchar").contains(type)) {
      return TEXT;
    }
    return switch (kind) {
      case BOOLEAN -> type.equals("bool") ? BOOLEAN : null;
      case INT -> WHOLE.contains(type) || type.equals("float8") ? INT : null;
      case LONG -> WHOLE.contains(type) ? LONG : null;
      case FLOAT -> type.equals("float4") || type.equals("float8") ? FLOAT : null;
      case DOUBLE -> type.equals("float8") ? DOUBLE : null;
      case DECIMAL -> type.equals("numeric") ? DECIMAL : null;
      case BYTES -> type.equals("bytea") ? BYTES : null;
      case INSTANT -> type.equals("timestamptz") || type.equals("timestamp") ? INSTANT : null;
      case DATE -> type.equals("date") ? DATE : null;
      case UUID -> type.equals("uuid") ? UUID : null;
      case TEXT -> type.equals("bpchar") ? null : TEXT;
      case STRUCT, LIST, MAP -> type.equals("jsonb") ? JSON : type.equals("json") ? TEXT : null;
      case VECTOR ->
          switch (type) {
            case "vector" -> VECTOR;
            case "halfvec" -> HALFVEC;
            case "_float4" -> REALS;
            default -> null;
          };
    };
  }

  /** What arrays of it hold where they are written as text. */
  String textual() {
    return this == VECTOR || this == HALFVEC || this == REALS ? "text" : sql;
  }

  boolean isVector() {
    return this == VECTOR || this == HALFVEC;
  }
}
