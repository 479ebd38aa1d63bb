package dev.freshet.postgres;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.Setup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a table that is there, whoever made it, can take the rows. */
final class TableFit {
  private final Setup<PostgresTable> setup;
  private final FoundTable found;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  TableFit(Setup<PostgresTable> setup, FoundTable found) {
    this.setup = setup;
    this.found = found;
  }

  /**
   * The columns to write to: those of the key, then the others.
   *
   * @throws IllegalStateException with every reason why it cannot
   */
  List<Column> columns(Session session) throws SQLException {
    setup.schema().key().forEach(field -> add(field, true));
    setup.schema().value().forEach(field -> add(field, false));
    checkOthers();
    List<String> key = setup.schema().key().stream().map(Field::name).toList();
    if (problems.isEmpty() && !found.isUnique(session, key)) {
      problems.add("no primary key or unique index is on exactly " + Names.quoted(key));
    }
    if (!found.isMarked() && TableIndexes.wants(setup.spec())) {
      problems.add(
          "Freshet did not make it, so indexes and sql are not its to add; leave them out");
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          Place.of(setup.spec()).name() + " cannot take the rows: " + String.join("; ", problems));
    }
    return columns;
  }

  private void add(Field field, boolean isKey) {
    FoundColumn column = found.columns().get(field.name());
    Wire wire = column == null ? null : Wire.of(field.type().kind(), column);
    if (column == null) {
      problems.add("it has no column " + Names.quoted(field.name()));
    } else if (wire == null || column.generated()) {
      problems.add(
          "column %s is %s%s, which cannot hold %s"
              .formatted(
                  Names.quoted(field.name()),
                  column.generated() ? "generated as " : "",
                  column.type(),
                  ColumnTypes.describe(field.type())));
    } else if (isKey && mergesKeys(wire, column)) {
      problems.add(
          "column %s is %s, in which two keys may be one"
              .formatted(Names.quoted(field.name()), column.type()));
    } else {
      columns.add(new Column(field, isKey, column, wire));
    }
  }

  /** As {@code citext} takes upper and lower case for one, and {@code inet} 10.0.0.1/32. */
  private static boolean mergesKeys(Wire wire, FoundColumn column) {
    boolean isText = Set.of("text", "varchar").contains(column.typeName());
    return wire == Wire.TEXT && !(isText && column.tellsApart());
  }

  private void checkOthers() {
    Set<String> written = new HashSet<>();
    setup.schema().key().forEach(field -> written.add(field.name()));
    setup.schema().value().forEach(field -> written.add(field.name()));
    for (FoundColumn column : found.columns().values()) {
      if (!written.contains(column.name()) && column.notNull() && !column.hasDefault()) {
        problems.add(
            "column %s is NOT NULL without a default, and no row has it"
                .formatted(Names.quoted(column.name())));
      }
    }
  }
}
