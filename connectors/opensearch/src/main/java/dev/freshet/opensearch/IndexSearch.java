package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.FoundRow;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.Upsert;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds documents by the words of a text, or by the nearest vectors. */
record IndexSearch(Server server, Setup<OpenSearchIndex> setup) {
  private static final int FEWEST_CANDIDATES = 100;

  List<FoundRow> run(RowSearch search) throws Exception {
    float[] vector = search.vector();
    ObjectNode body = Json.object().put("size", search.most());
    if (vector == null) {
      words(search.text(), body);
    } else {
      nearest(search.vectorIn(setup.schema()).name(), vector, search.most(), body);
    }
    server.ofIndex("refreshing it", "POST", "/_refresh", null);
    byte[] answer =
        server.send(
            "searching it",
            "POST",
            "/" + server.place().index() + "/_search",
            "application/json",
            Json.MAPPER.writeValueAsBytes(body));
    return rows(answer);
  }

  private List<FoundRow> rows(byte[] answer) throws IOException {
    StoredRows stored = new StoredRows(setup.schema());
    List<FoundRow> rows = new ArrayList<>();
    if (StoredDocument.parse(answer) instanceof Map<?, ?> page
        && page.get("hits") instanceof Map<?, ?> hits
        && hits.get("hits") instanceof List<?> list) {
      for (Object hit : list) {
        Upsert<Row, Row> row = stored.row(StoredDocument.ofHit(hit));
        rows.add(new FoundRow(score(hit), row.key(), row.value()));
      }
      return rows;
    }
    throw new IOException(server.place().name() + ": searching it failed, the answer has no hits");
  }

  private static double score(Object hit) {
    return hit instanceof Map<?, ?> members
            && members.get("_score") instanceof StoredDocument.Number score
        ? Double.parseDouble(score.text())
        : 0;
  }

  private void words(String text, ObjectNode body) {
    List<String> texts =
        Stream.concat(setup.schema().key().stream(), setup.schema().value().stream())
            .filter(field -> field.type().kind() == Kind.TEXT)
            .map(Field::name)
            .toList();
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("its rows have no text to search for words");
    }
    ObjectNode match = body.putObject("query").putObject("multi_match");
    match.put("query", text).put("lenient", true);
    ArrayNode fields = match.putArray("fields");
    texts.forEach(fields::add);
  }

  private void nearest(String field, float[] vector, int most, ObjectNode body) {
    if (setup.spec().dialect() == Dialect.ELASTICSEARCH) {
      ObjectNode knn = body.putObject("knn").put("field", field).put("k", most);
      knn.put("num_candidates", Math.max(FEWEST_CANDIDATES, 2 * most));
      add(knn.putArray("query_vector"), vector);
    } else {
      ObjectNode knn = body.putObject("query").putObject("knn").putObject(field).put("k", most);
      add(knn.putArray("vector"), vector);
    }
  }

  private static void add(ArrayNode array, float[] vector) {
    for (float number : vector) {
      array.add(number);
    }
  }
}
