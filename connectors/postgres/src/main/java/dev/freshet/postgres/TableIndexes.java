package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.postgres.PostgresTable.ColumnIndex;
import dev.freshet.postgres.PostgresTable.SqlStatement;
import dev.freshet.postgres.PostgresTable.TextIndex;
import dev.freshet.postgres.PostgresTable.VectorIndex;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The indexes and the free SQL of one table. An index is named after what it is, so that one of
 * that name is the right one.
 */
final class TableIndexes {
  /** Longer texts are indexed up to here: the server refuses them whole. */
  static final int MOST_INDEXED_CHARACTERS = 250_000;

  private final Session session;
  private final Setup<PostgresTable> setup;

  TableIndexes(Session session, Setup<PostgresTable> setup) {
    this.session = session;
    this.setup = setup;
  }

  static boolean wants(PostgresTable spec) {
    return !definitions(spec, "").isEmpty() || !spec.sql().isEmpty();
  }

  /** Those of a table that was just filled, while others may go on writing to it. */
  void createAll() throws SQLException, InterruptedException {
    session.connection().setAutoCommit(true);
    for (Map.Entry<String, String> index : definitions(setup.spec(), vectorSchema()).entrySet()) {
      dropIfInvalid(index.getKey());
      create("CREATE INDEX CONCURRENTLY IF NOT EXISTS ", index);
    }
    for (SqlStatement statement : setup.spec().sql()) {
      session.execute(statement.apply());
    }
  }

  /** What an interrupted build leaves. */
  private void dropIfInvalid(String index) throws SQLException, InterruptedException {
    String invalid =
        """
        SELECT 'invalid' FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND NOT i.indisvalid
        """;
    if (!session.texts(invalid, setup.spec().schema(), index).isEmpty()) {
      session.execute("DROP INDEX " + qualified(setup.spec(), index));
    }
  }

  /** Those that the earlier setup did not have. */
  void createBeside(Setup<PostgresTable> previous) throws SQLException, InterruptedException {
    String vectorSchema = vectorSchema();
    Map<String, String> before = definitions(previous.spec(), vectorSchema);
    for (Map.Entry<String, String> index : definitions(setup.spec(), vectorSchema).entrySet()) {
      if (!before.containsKey(index.getKey())) {
        create("CREATE INDEX IF NOT EXISTS ", index);
      }
    }
    for (SqlStatement statement : setup.spec().sql()) {
      if (!previous.spec().sql().contains(statement)) {
        session.execute(statement.apply());
      }
    }
  }

  /** Those that this setup does not have any more. */
  void dropBeside(Setup<PostgresTable> previous) throws SQLException, InterruptedException {
    undo(
        previous.spec().sql().stream()
            .filter(statement -> !setup.spec().sql().contains(statement))
            .toList());
    Map<String, String> now = definitions(setup.spec(), "");
    for (String index : definitions(previous.spec(), "").keySet()) {
      if (!now.containsKey(index)) {
        session.execute("DROP INDEX IF EXISTS " + qualified(previous.spec(), index));
      }
    }
  }

  /** Indexes go with their table. */
  void undoAll() throws SQLException, InterruptedException {
    undo(setup.spec().sql());
  }

  private void undo(List<SqlStatement> statements) throws SQLException, InterruptedException {
    for (int i = statements.size() - 1; i >= 0; i--) {
      @Nullable String undo = statements.get(i).undo();
      if (undo != null) {
        session.execute(undo);
      }
    }
  }

  private void create(String words, Map.Entry<String, String> index)
      throws SQLException, InterruptedException {
    session.execute(
        words
            + Names.quoted(index.getKey())
            + " ON "
            + Names.table(setup.spec())
            + " "
            + index.getValue());
  }

  private String vectorSchema() throws SQLException, InterruptedException {
    return setup.spec().vectorIndexes().isEmpty()
        ? ""
        : VectorExtension.schema(session, setup.spec());
  }

  private static String qualified(PostgresTable spec, String index) {
    return Names.quoted(spec.schema()) + "." + Names.quoted(index);
  }

  /** What follows the name of the table, by the name of the index. */
  static Map<String, String> definitions(PostgresTable spec, String vectorSchema) {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (VectorIndex index : spec.vectorIndexes()) {
      put(
          spec,
          definitions,
          List.of(index.column()),
          index.toString(),
          vector(spec, index, vectorSchema));
    }
    for (TextIndex index : spec.textIndexes()) {
      put(spec, definitions, index.columns(), index.toString(), text(index));
    }
    for (ColumnIndex index : spec.indexes()) {
      String method = index.method().name().toLowerCase(Locale.ROOT);
      String definition = "USING " + method + " (" + Names.quoted(index.columns()) + ")";
      put(spec, definitions, index.columns(), index.toString(), definition);
    }
    return definitions;
  }

  private static void put(
      PostgresTable spec,
      Map<String, String> definitions,
      List<String> columns,
      String what,
      String definition) {
    String whole = spec.table() + " " + what + " " + spec.vectors();
    UUID hash = UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8));
    String readable = spec.table() + "_" + String.join("_", columns);
    String end = "_" + hash.toString().substring(0, 8);
    definitions.put(cut(readable, Names.MOST_BYTES - end.length()) + end, definition);
  }

  private static String cut(String name, int bytes) {
    String cut = name;
    while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  private static String vector(PostgresTable spec, VectorIndex index, String vectorSchema) {
    String type = spec.vectors() == PostgresTable.VectorType.HALFVEC ? "halfvec" : "vector";
    String distance =
        switch (index.distance()) {
          case COSINE -> "cosine";
          case L2 -> "l2";
          case INNER_PRODUCT -> "ip";
          case L1 -> "l1";
        };
    List<String> options = new ArrayList<>();
    new TreeMap<>(index.options())
        .forEach((name, value) -> options.add(Names.quoted(name) + " = " + value));
    return "USING %s (%s %s.%s_%s_ops)%s"
        .formatted(
            index.method().name().toLowerCase(Locale.ROOT),
            Names.quoted(index.column()),
            vectorSchema,
            type,
            distance,
            options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")");
  }

  private static String text(TextIndex index) {
    String all =
        index.columns().stream()
            .map(column -> "coalesce(" + Names.quoted(column) + ", '')")
            .collect(Collectors.joining(" || ' ' || "));
    return "USING gin (to_tsvector(%s, left(%s, %d)))"
        .formatted(Names.literal(index.language()), all, MOST_INDEXED_CHARACTERS);
  }
}
