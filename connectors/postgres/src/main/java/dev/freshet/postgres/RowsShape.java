package dev.freshet.postgres;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.internal.CanonicalEncoding;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a table or query looks like now, and the statements that read it.
 *
 * @param keyTypes as SQL, which texts can be cast to without being cut
 * @param content the columns of items
 * @param fields of {@code content}
 * @param mark begins every version, so that all rows are read again when their columns are others
 */
record RowsShape(
    PostgresRows spec,
    List<String> keyTypes,
    List<SourceColumn> content,
    List<Field> fields,
    String mark) {
  /** Raised when the same row would be read as other content than before. */
  private static final String FORM = "1";

  private static final int BYTES_OF_SHAPE = 6;

  private static final Set<String> PLAIN =
      Set.of(
          "text",
          "character varying",
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "oid",
          "uuid",
          "date",
          "timestamp without time zone",
          "timestamp with time zone");

  /**
   * Locks the table against changes of its columns until the end of the transaction.
   *
   * @throws IllegalArgumentException if there are no such columns
   */
  static RowsShape of(Session session, PostgresRows spec) throws SQLException {
    String keys =
        spec.key().stream()
            .map(name -> "q." + Names.quoted(name))
            .map(name -> ", pg_typeof(%s)::text, %s = %s".formatted(name, name, name))
            .collect(Collectors.joining());
    String version =
        switch (spec.versions()) {
          case ROW_HASH -> "";
          case COLUMN -> ", q." + Names.quoted(String.valueOf(spec.versionColumn()));
          case XMIN -> ", q.xmin";
        };
    String sql =
        "SELECT q.*%s%s FROM (SELECT) AS one LEFT JOIN %s ON false"
            .formatted(keys, version, from(spec));
    try (PreparedStatement statement = session.connection().prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      int own = 2 * spec.key().size() + (version.isEmpty() ? 0 : 1);
      int all = row.getMetaData().getColumnCount() - own;
      row.next();
      List<String> keyTypes = new ArrayList<>();
      for (int i = 0; i < spec.key().size(); i++) {
        keyTypes.add(uncut(row.getString(all + 1 + 2 * i)));
      }
      List<SourceColumn> content = content(spec, row.getMetaData(), all);
      List<Field> fields = content.stream().map(SourceColumn::field).toList();
      return new RowsShape(spec, keyTypes, content, fields, mark(spec, content));
    }
  }

  private static String from(PostgresRows spec) {
    String query = spec.query();
    return query == null
        ? Names.table(spec) + " AS q"
        : "(" + query.replaceFirst("[;\\s]+$", "") + "\n) AS q";
  }

  /** The plain names of these types mean a length of one. */
  private static String uncut(String type) {
    return type.replaceFirst("^character(?=$|\\[)", "bpchar")
        .replaceFirst("^bit(?=$|\\[)", "\"bit\"");
  }

  private static List<SourceColumn> content(PostgresRows spec, ResultSetMetaData row, int count)
      throws SQLException {
    List<SourceColumn> there = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      there.add(new SourceColumn(row.getColumnLabel(i), typeName(row.getColumnTypeName(i))));
    }
    List<String> names = there.stream().map(SourceColumn::name).toList();
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          Place.of(spec).name() + " has two columns of one name: " + names);
    }
    List<SourceColumn> chosen = new ArrayList<>();
    for (String name : spec.columns().isEmpty() ? names : spec.columns()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "columns: %s has no column %s, but %s".formatted(Place.of(spec).name(), name, names));
      }
      chosen.add(there.get(names.indexOf(name)));
    }
    return chosen;
  }

  /** The driver names a type by its schema too where that is not searched, and knows serials. */
  private static String typeName(String found) {
    String name = found.replaceFirst("^\".*\"\\.\"(.*)\"$", "$1");
    return switch (name) {
      case "smallserial" -> "int2";
      case "serial" -> "int4";
      case "bigserial" -> "int8";
      default -> name;
    };
  }

  private static String mark(PostgresRows spec, List<SourceColumn> content) {
    String described =
        FORM
            + content
            + spec.versions()
            + (spec.versionColumn() == null ? "" : spec.versionColumn());
    byte[] hash = CanonicalEncoding.sha256().digest(described.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, BYTES_OF_SHAPE));
  }

  /** The texts of the key columns, then the version without its mark. */
  String listing(boolean sorted) {
    String order = sorted ? " ORDER BY " + keys() : "";
    return "SELECT " + keyTexts() + ", " + version() + " FROM " + from(spec) + order;
  }

  /** As a listing, then the content, of the rows with so many keys. */
  String reading(int count) {
    String columns =
        content.stream().map(column -> ", " + column.selected()).collect(Collectors.joining());
    return "SELECT %s, %s%s FROM %s WHERE (%s) IN (%s)"
        .formatted(
            keyTexts(),
            version(),
            columns,
            from(spec),
            keys(),
            String.join(", ", Collections.nCopies(count, "(" + key() + ")")));
  }

  /** Whether SQL casts the key columns to the texts that the server writes for them by itself. */
  boolean hasPlainKey() {
    return PLAIN.containsAll(keyTypes);
  }

  /** These texts of keys, which the server wrote by itself, as a listing has them. */
  List<List<String>> asListed(Session session, List<List<String>> texts) throws SQLException {
    List<String> selected = new ArrayList<>();
    List<String> arrays = new ArrayList<>();
    for (int i = 0; i < keyTypes.size(); i++) {
      selected.add("CAST(CAST(k%d AS %s) AS text)".formatted(i, keyTypes.get(i)));
      arrays.add("k" + i);
    }
    String sql =
        "SELECT %s FROM unnest(%s) WITH ORDINALITY AS k(%s, n) ORDER BY n"
            .formatted(
                String.join(", ", selected),
                String.join(", ", Collections.nCopies(keyTypes.size(), "?::text[]")),
                String.join(", ", arrays));
    List<List<String>> keys = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      for (int i = 0; i < keyTypes.size(); i++) {
        int column = i;
        statement.setString(
            i + 1, ArrayText.of(texts.stream().map(key -> key.get(column)).toList()));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> key = new ArrayList<>();
          for (int i = 1; i <= keyTypes.size(); i++) {
            key.add(row.getString(i));
          }
          keys.add(key);
        }
      }
    }
    return keys;
  }

  /** Fails if the texts are no values of the key columns. */
  String casting() {
    return "SELECT " + key();
  }

  private String key() {
    return keyTypes.stream()
        .map(type -> "CAST(CAST(? AS text) AS " + type + ")")
        .collect(Collectors.joining(", "));
  }

  private String keys() {
    return spec.key().stream()
        .map(name -> "q." + Names.quoted(name))
        .collect(Collectors.joining(", "));
  }

  private String keyTexts() {
    return spec.key().stream()
        .map(name -> "q." + Names.quoted(name) + "::text")
        .collect(Collectors.joining(", "));
  }

  private String version() {
    return switch (spec.versions()) {
      case ROW_HASH -> hash();
      case COLUMN ->
          "coalesce('=' || q.%s::text, %s)"
              .formatted(Names.quoted(String.valueOf(spec.versionColumn())), hash());
      case XMIN -> "q.xmin::text";
    };
  }

  /** In binary form, which takes half the time of text. */
  private String hash() {
    String columns =
        content.stream().map(SourceColumn::hashed).collect(Collectors.joining(", ", "ROW(", ")"));
    return "encode(substr(sha256(record_send(" + columns + ")), 1, 12), 'base64')";
  }
}
