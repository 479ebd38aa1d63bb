package dev.freshet.postgres;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What an edit of a table needs. */
record Comparison(Setup<PostgresTable> previous, Setup<PostgresTable> current) {

  Compatibility compatibility() {
    Compatibility needed = Compatibility.COMPATIBLE;
    for (Field field : current.schema().key()) {
      if (!Objects.equals(chosen(previous, field), chosen(current, field))) {
        return Compatibility.RECREATE;
      }
    }
    Map<String, Field> before = new HashMap<>();
    previous.schema().value().forEach(field -> before.put(field.name(), field));
    for (Field field : current.schema().value()) {
      Field old = before.get(field.name());
      if (old == null || !keepsValues(old, field)) {
        if (!field.nullable() && chosen(current, field) != null) {
          return Compatibility.RECREATE;
        }
        needed = Compatibility.REWRITE_ROWS;
      }
    }
    return needed;
  }

  private boolean keepsValues(Field old, Field field) {
    boolean sameColumn = Objects.equals(chosen(previous, old), chosen(current, field));
    boolean sameVectors =
        field.type().kind() != Kind.VECTOR || previous.spec().vectors() == current.spec().vectors();
    return sameColumn
        && sameVectors
        && keepsValues(old.type(), field.type())
        && (field.nullable() || !old.nullable());
  }

  private static boolean keepsValues(Type old, Type type) {
    return old.equals(type) || old.kind() == Kind.INT && type.kind() == Kind.LONG;
  }

  private static @Nullable String chosen(Setup<PostgresTable> setup, Field field) {
    return setup.spec().types().get(field.name());
  }
}
