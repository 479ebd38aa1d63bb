package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Delete;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import dev.freshet.opensearch.OpenSearchIndex.Refresh;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The mutations of one target, sent in bulk requests of a bounded size. */
final class Bulks {
  private static final int MOST_ROWS = 5_000;
  private static final int MOST_BYTES = 32 << 20;
  private static final int MOST_OF_A_KEY = 200;

  private final TargetMutations<PreparedIndex, Row, Row> target;
  private final PreparedIndex index;
  private final Server server;
  private final String path;
  private final BulkBody body = new BulkBody();
  private final List<RowMutation<Row>> rows = new ArrayList<>();

  Bulks(TargetMutations<PreparedIndex, Row, Row> target) {
    this.target = target;
    this.index = target.prepared();
    this.server = index.server();
    String refresh = index.spec().refresh() == Refresh.WAIT ? "&refresh=wait_for" : "";
    this.path =
        "/%s/_bulk?filter_path=errors,items.*._id,items.*.status,items.*.error&timeout=%dms%s"
            .formatted(server.place().index(), server.deadline().toMillis() * 3 / 4, refresh);
  }

  void send() throws Exception {
    try {
      sendAll();
    } catch (NotTrusted ofNoRow) {
      throw new Unavailable(String.valueOf(ofNoRow.getMessage()), ofNoRow);
    }
  }

  private void sendAll() throws Exception {
    if (target.deletes().isEmpty() && target.upserts().isEmpty()) {
      return;
    }
    index.expectStill();
    for (Delete<Row> row : target.deletes()) {
      add(row, null);
    }
    for (Upsert<Row, Row> row : target.upserts()) {
      add(row, row.value());
    }
    sendFirst(rows.size(), body.size());
    if (index.spec().refresh() == Refresh.NOW) {
      server.ofIndex("refreshing it", "POST", "/_refresh", null);
    }
  }

  private void add(RowMutation<Row> row, @Nullable Row value) throws Exception {
    int before = body.size();
    try {
      write(row.key(), value);
      expectSize(body.size() - before);
    } catch (RowRefused e) {
      body.cutTo(before);
      reject(row, e.reason());
      return;
    }
    if (rows.size() == MOST_ROWS || (before > 0 && body.size() > index.spec().bulkBytes())) {
      sendFirst(rows.size(), before);
    }
    rows.add(row);
  }

  private void write(Row key, @Nullable Row value) throws IOException, RowRefused {
    body.line("{\"%s\":{\"_id\":\"%s\"}}".formatted(value == null ? "delete" : "index", key.id()));
    if (value != null) {
      RowDocuments.write(key, value, body);
      body.write('\n');
    }
  }

  private static void expectSize(int bytes) throws RowRefused {
    if (bytes > MOST_BYTES) {
      throw new RowRefused(
          "the row takes %,d bytes as JSON; one is written with up to %,d"
              .formatted(bytes, MOST_BYTES));
    }
  }

  /** All rows that are waiting, which are the first bytes of the body. */
  private void sendFirst(int count, int bytes) throws Exception {
    if (count == 0) {
      return;
    }
    target.checkFence();
    String doing = "writing %,d rows".formatted(count);
    JsonNode answer;
    try {
      answer = server.bulk(doing, path, body.bytes(), bytes);
    } catch (CallRefused e) {
      if (count > 1 || !isToBlame(rows.get(0), e.error())) {
        throw Place.unlessOfARow(e);
      }
      reject(rows.get(0), e.error().toString());
      forget(bytes);
      return;
    }
    expectAnswered(doing, answer.path("items"));
    forget(bytes);
  }

  private void forget(int bytes) {
    rows.clear();
    body.forget(bytes);
  }

  private void expectAnswered(String doing, JsonNode items) throws Exception {
    List<Runnable> rejections = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      RowMutation<Row> row = rows.get(i);
      JsonNode item = items.path(i).path(row instanceof Upsert<?, ?> ? "index" : "delete");
      if (!item.path("_id").asText().equals(row.key().id().toString())) {
        throw new Unavailable(
            server.place().name() + ": " + doing + " was answered without a word on each row");
      }
      if (isApplied(item)) {
        continue;
      }
      ServerError error = ServerError.of(item.path("status").asInt(), item.path("error"));
      if (!isToBlame(row, error)) {
        throw server.place().failedWriting(doing, error, null);
      }
      rejections.add(() -> reject(row, error.toString()));
    }
    rejections.forEach(Runnable::run);
  }

  private static boolean isToBlame(RowMutation<Row> row, ServerError error) {
    return row instanceof Upsert<?, ?> && error.blamesTheRow();
  }

  /** A delete of what is not there has no error. */
  private static boolean isApplied(JsonNode item) {
    int status = item.path("status").asInt();
    return status / 100 == 2 || (status == 404 && !item.has("error"));
  }

  private void reject(RowMutation<Row> row, String reason) {
    target.reject(row, named(row.key()) + ": " + reason);
  }

  private static String named(Row key) {
    List<?> values = key.values();
    String text = values.size() == 1 ? String.valueOf(values.get(0)) : values.toString();
    return "row \""
        + (text.length() <= MOST_OF_A_KEY ? text : text.substring(0, MOST_OF_A_KEY) + "...")
        + "\"";
  }
}
