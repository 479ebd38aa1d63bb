package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.Setup;
import dev.freshet.postgres.PostgresTable.TextIndex;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes, alters and drops one table, each in one transaction. */
final class TableSetup {
  private static final String COMMENT =
      "Rows of a Freshet target. While "
          + FoundTable.MARK
          + " stands here, Freshet alters and drops this table.";

  /** The table as it shall be, empty, for the catalogue to say what its types are. */
  private static final String SHAPE = "freshet_shape";

  private final Session session;
  private final Setup<PostgresTable> setup;
  private final PostgresTable spec;
  private final String table;

  TableSetup(Session session, Setup<PostgresTable> setup) {
    this.session = session;
    this.setup = setup;
    this.spec = setup.spec();
    this.table = Names.table(spec);
  }

  /** A table that was marked is brought into shape; any other is left as it is, and refused. */
  void create() throws SQLException, InterruptedException {
    FoundTable found = find();
    if (found == null) {
      createNew();
    } else {
      refuseUnlessMarked(found);
      reshape(found, changes(found, List.of()));
    }
    session.commit();
  }

  void alter(Setup<PostgresTable> previous) throws SQLException, InterruptedException {
    FoundTable found = find();
    if (found == null) {
      createNew();
    } else {
      refuseUnlessMarked(found);
      List<String> current = fields(setup).map(Field::name).toList();
      List<String> gone =
          fields(previous).map(Field::name).filter(name -> !current.contains(name)).toList();
      List<String> changes = changes(found, gone);
      boolean dropsColumns = changes.stream().anyMatch(change -> change.startsWith("DROP COLUMN"));
      TableIndexes indexes = new TableIndexes(session, setup);
      List<String> needed = indexes.undo(previous, dropsColumns);
      reshape(found, changes);
      indexes.redo(previous, dropsColumns, needed);
    }
    session.commit();
  }

  void drop() throws SQLException, InterruptedException {
    FoundTable found = find();
    if (found != null && found.isTable() && found.isMarked()) {
      new TableIndexes(session, setup).undoAll();
      session.execute("DROP TABLE IF EXISTS " + table);
    }
    SchemaSetup.dropIfMade(session, spec.schema());
    session.commit();
  }

  private @Nullable FoundTable find() throws SQLException {
    return FoundTable.find(session, spec.schema(), spec.table());
  }

  private void refuseUnlessMarked(FoundTable found) {
    if (!found.isTable()) {
      throw new IllegalStateException(
          Place.of(spec).name()
              + " cannot be made, because a view or the like has that name; rename one of them");
    }
    if (!found.isMarked()) {
      throw new IllegalStateException(
          """
          %s is there already, and Freshet did not make it. Say managed-by-user: true to write to \
          it and leave its structure alone; or choose another name; or hand it over, to be altered \
          and dropped by Freshet, with COMMENT ON TABLE %s IS '%s'"""
              .formatted(Place.of(spec).name(), table, FoundTable.MARK));
    }
  }

  private void createNew() throws SQLException, InterruptedException {
    checkLanguages();
    SchemaSetup.make(session, spec.schema());
    ColumnTypes types = types();
    String columns =
        fields(setup)
            .map(field -> Names.quoted(field.name()) + " " + definition(types, field))
            .collect(Collectors.joining(", "));
    session.execute("CREATE TABLE %s (%s, PRIMARY KEY (%s))".formatted(table, columns, key()));
    session.execute("COMMENT ON TABLE " + table + " IS " + Names.literal(COMMENT));
  }

  /** Before the rows are loaded, not after. */
  private void checkLanguages() throws SQLException, InterruptedException {
    for (TextIndex index : spec.textIndexes()) {
      session.execute("SELECT " + Names.literal(index.language()) + "::regconfig");
    }
  }

  private String key() {
    return Names.quoted(setup.schema().key().stream().map(Field::name).toList());
  }

  private static String definition(ColumnTypes types, Field field) {
    return types.of(field) + (field.nullable() ? "" : " NOT NULL");
  }

  /** As parts of an {@code ALTER TABLE}. */
  private List<String> changes(FoundTable found, List<String> gone)
      throws SQLException, InterruptedException {
    ColumnTypes types = types();
    List<String> changes = new ArrayList<>();
    for (String name : gone) {
      if (found.columns().containsKey(name)) {
        changes.add("DROP COLUMN " + Names.quoted(name));
      }
    }
    Map<String, FoundColumn> wanted = shape(types);
    for (Field field : setup.schema().key()) {
      checkKey(found.columns().get(field.name()), wanted.get(field.name()), field);
    }
    for (Field field : setup.schema().value()) {
      FoundColumn there = found.columns().get(field.name());
      FoundColumn shape = Objects.requireNonNull(wanted.get(field.name()));
      changes.addAll(new ColumnChange(table, types, field, there, shape).parts(session));
    }
    if (!found.isUnique(session, setup.schema().key().stream().map(Field::name).toList())) {
      throw otherKey("its primary key is not " + key());
    }
    return changes;
  }

  private void reshape(FoundTable found, List<String> changes)
      throws SQLException, InterruptedException {
    checkLanguages();
    if (!changes.isEmpty()) {
      session.execute("ALTER TABLE " + table + " " + String.join(", ", changes));
      dropFillers(found);
    }
  }

  private void checkKey(@Nullable FoundColumn there, @Nullable FoundColumn shape, Field field) {
    if (there == null || shape == null || !there.sameType(shape)) {
      throw otherKey(
          "its key column %s is %s"
              .formatted(Names.quoted(field.name()), there == null ? "not there" : there.type()));
    }
  }

  private IllegalStateException otherKey(String found) {
    return new IllegalStateException(
        "%s has another shape than the rows of target %s: %s. Drop it, or choose another name"
            .formatted(Place.of(spec).name(), setup.name(), found));
  }

  private Map<String, FoundColumn> shape(ColumnTypes types)
      throws SQLException, InterruptedException {
    session.execute("DROP TABLE IF EXISTS pg_temp." + SHAPE);
    String columns =
        fields(setup)
            .map(field -> Names.quoted(field.name()) + " " + types.of(field))
            .collect(Collectors.joining(", "));
    session.execute("CREATE TEMP TABLE " + SHAPE + " (" + columns + ") ON COMMIT DROP");
    String schema =
        session
            .texts("SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = pg_my_temp_schema()")
            .get(0);
    return Objects.requireNonNull(FoundTable.find(session, schema, SHAPE)).columns();
  }

  private void dropFillers(FoundTable before) throws SQLException, InterruptedException {
    FoundTable now = Objects.requireNonNull(find());
    for (Field field : setup.schema().value()) {
      FoundColumn was = before.columns().get(field.name());
      FoundColumn is = Objects.requireNonNull(now.columns().get(field.name()));
      if (is.hasDefault() && (was == null || !was.sameType(is))) {
        session.execute(
            "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT"
                .formatted(table, Names.quoted(field.name())));
      }
    }
  }

  private ColumnTypes types() throws SQLException, InterruptedException {
    ColumnTypes types = new ColumnTypes(spec, "");
    return fields(setup).anyMatch(types::needsExtension)
        ? new ColumnTypes(spec, VectorExtension.schema(session, spec))
        : types;
  }

  private static Stream<Field> fields(Setup<PostgresTable> setup) {
    return Stream.concat(setup.schema().key().stream(), setup.schema().value().stream());
  }
}
