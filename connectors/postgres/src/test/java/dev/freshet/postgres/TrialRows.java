package dev.freshet.postgres;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A source of a test. */
record TrialRows(PostgresRows spec, Duration deadline) {

  /** A new table with these columns and rows, as SQL. */
  static TrialRows table(String columns, String... rows) throws Exception {
    return table(columns, List.of(rows), "id");
  }

  static TrialRows table(String columns, List<String> rows, String... key) throws Exception {
    String name = TrialTable.newName();
    Server.ONE.execute("CREATE TABLE " + name + " (" + columns + ")");
    TrialRows table = of(PostgresRows.ofTable(Server.ONE.url(), name, key));
    for (String row : rows) {
      table.insert(row);
    }
    return table;
  }

  static TrialRows query(String query, String... key) {
    return of(PostgresRows.ofQuery(Server.ONE.url(), query, key));
  }

  private static TrialRows of(PostgresRows spec) {
    return new TrialRows(spec.withLogin("postgres", null), Duration.ofSeconds(10));
  }

  TrialRows with(PostgresRows other) {
    return new TrialRows(other, deadline);
  }

  TrialRows within(Duration time) {
    return new TrialRows(spec, time);
  }

  Setup<PostgresRows> setup() {
    return new Setup<>("rows", spec, new RowSchema(List.of(), List.of()), deadline);
  }

  /** {@code TABLENAME} in the statement is the table. */
  void execute(String statement) throws Exception {
    Server.ONE.execute(statement.replace("TABLENAME", String.valueOf(spec.table())));
  }

  void insert(String row) throws Exception {
    execute("INSERT INTO TABLENAME VALUES (" + row + ")");
  }

  ItemReader open() throws Exception {
    return new PostgresRowsConnector().open(setup());
  }

  /** Versions by key. */
  Map<String, String> listed() throws Exception {
    Map<String, String> versions = new TreeMap<>();
    ItemReader reader = open();
    try {
      reader.list(item -> versions.put(item.key(), item.version()));
    } finally {
      reader.close();
    }
    return versions;
  }

  /** What was read, by key. */
  Map<String, ItemContent> read(String... keys) throws Exception {
    Map<String, ItemContent> contents = new HashMap<>();
    ItemReader reader = open();
    try {
      reader.read(Arrays.asList(keys)).forEach(content -> contents.put(content.key(), content));
    } finally {
      reader.close();
    }
    return contents;
  }

  Row row(String key) throws Exception {
    ItemContent content = read(key).get(key);
    if (content == null || content.failure() != null) {
      throw new AssertionError(key + " was not read: " + content);
    }
    return (Row) content.content();
  }

  @Nullable
  Object value(String key, String column) throws Exception {
    return row(key).get(column);
  }
}
