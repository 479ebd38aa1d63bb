package dev.freshet.postgres;

import dev.freshet.api.FoundRow;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Upsert;
import dev.freshet.postgres.PostgresTable.Distance;
import dev.freshet.postgres.PostgresTable.TextIndex;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds rows of a table: by full text, through a text index where there is one, and by the nearest
 * vectors, through a vector index where there is one. Vectors in {@code real[]} are compared one by
 * one.
 */
record TableSearch(PreparedTable table, PostgresTable spec) {
  /** The cosine of the angle between two arrays; null where one has only zeros. */
  private static final String COSINE_OF_ARRAYS =
      """
      (SELECT sum(v.a::float8 * v.b) / nullif(sqrt(sum(v.a::float8 ^ 2) * sum(v.b::float8 ^ 2)), 0)
      FROM unnest(%s, ?::real[]) AS v(a, b))
      """;

  List<FoundRow> run(RowSearch search) throws SQLException, InterruptedException {
    float[] vector = search.vector();
    if (vector == null) {
      return words(search);
    }
    Field field = search.vectorIn(table.schema());
    Column column =
        table.columns().stream()
            .filter(each -> each.field().equals(field))
            .findFirst()
            .orElseThrow();
    return nearest(column, Arrays.toString(vector), search.most());
  }

  private List<FoundRow> words(RowSearch search) throws SQLException, InterruptedException {
    List<String> texts =
        table.columns().stream()
            .filter(column -> column.field().type().kind() == Kind.TEXT)
            .map(Column::name)
            .toList();
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("its rows have no text to search for words");
    }
    TextIndex index =
        spec.textIndexes().isEmpty() ? new TextIndex(texts, "simple") : spec.textIndexes().get(0);
    String language = Names.literal(index.language());
    String words = IndexDefinitions.words(index);
    String query = "websearch_to_tsquery(" + language + ", ?)";
    return found(
        "ts_rank(" + words + ", " + query + ")",
        "WHERE " + words + " @@ " + query + " ORDER BY score DESC",
        search.most(),
        search.text(),
        search.text());
  }

  private List<FoundRow> nearest(Column column, String vector, int most)
      throws SQLException, InterruptedException {
    if (!column.wire().isVector()) {
      String array = "{" + vector.substring(1, vector.length() - 1) + "}";
      String cosine = COSINE_OF_ARRAYS.formatted(column.quoted());
      return found(cosine, "ORDER BY score DESC NULLS LAST", most, array);
    }
    String schema = VectorExtension.schema(table.session(), spec);
    Distance distance =
        spec.vectorIndexes().stream()
            .filter(index -> index.column().equals(column.name()))
            .map(PostgresTable.VectorIndex::distance)
            .findFirst()
            .orElse(Distance.COSINE);
    String operator =
        switch (distance) {
          case COSINE -> "<=>";
          case L2 -> "<->";
          case INNER_PRODUCT -> "<#>";
          case L1 -> "<+>";
        };
    String apart =
        "%s OPERATOR(%s.%s) ?::%s.%s"
            .formatted(column.quoted(), schema, operator, schema, column.wire().sql);
    String score = distance == Distance.COSINE ? "1 - (" + apart + ")" : "-(" + apart + ")";
    return found(score, "ORDER BY " + apart, most, vector, vector);
  }

  private List<FoundRow> found(String score, String rest, int most, String... parameters)
      throws SQLException, InterruptedException {
    RowListing listing = new RowListing(table);
    String sql =
        "SELECT %s, %s AS score FROM %s %s LIMIT %d"
            .formatted(listing.selected(), score, table.name(), rest, most);
    Session session = table.session();
    Session.stopIfInterrupted();
    List<FoundRow> found = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Upsert<Row, Row> row = listing.row(rows);
          found.add(new FoundRow(rows.getDouble("score"), row.key(), row.value()));
        }
      }
    } finally {
      session.rollback();
    }
    return found;
  }
}
