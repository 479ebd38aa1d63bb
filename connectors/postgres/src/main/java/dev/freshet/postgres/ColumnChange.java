package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * What brings one column that is no key into shape. Where the type changes, all rows are written
 * again, so that nothing of the old values need be kept.
 *
 * @param there as the column is; null if it is not
 * @param shape as it shall be
 */
record ColumnChange(
    String table, ColumnTypes types, Field field, @Nullable FoundColumn there, FoundColumn shape) {
  /** Whole numbers into larger ones. */
  private static final Set<String> WIDENINGS = Set.of("int2 int4", "int2 int8", "int4 int8");

  /** As parts of an {@code ALTER TABLE}; nulls are replaced at once where that needs it. */
  List<String> parts(Session session) throws SQLException, InterruptedException {
    if (there == null) {
      return List.of(add());
    }
    if (!there.sameType(shape)) {
      return WIDENINGS.contains(there.typeName() + " " + shape.typeName())
          ? List.of("ALTER COLUMN " + name() + " TYPE " + types.of(field))
          : List.of("DROP COLUMN " + name(), add());
    }
    if (there.notNull() == !field.nullable()) {
      return List.of();
    }
    if (field.nullable()) {
      return List.of("ALTER COLUMN " + name() + " DROP NOT NULL");
    }
    session.execute(
        "UPDATE %s SET %s = %s WHERE %s IS NULL"
            .formatted(table, name(), types.filler(field), name()));
    return List.of("ALTER COLUMN " + name() + " SET NOT NULL");
  }

  private String name() {
    return Names.quoted(field.name());
  }

  private String add() {
    String filler = field.nullable() ? "" : " NOT NULL DEFAULT " + types.filler(field);
    return "ADD COLUMN " + name() + " " + types.of(field) + filler;
  }
}
