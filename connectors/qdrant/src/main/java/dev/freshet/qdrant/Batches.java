package dev.freshet.qdrant;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import io.grpc.Status;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.PointStruct;
import java.util.ArrayList;
import java.util.List;

/** The mutations of one target, sent in requests of a bounded size. */
final class Batches {
  private static final int MOST_OF_A_KEY = 200;
  private static final int MOST_BYTES = 8 << 20;

  private final TargetMutations<PreparedCollection, Row, Row> target;
  private final PreparedCollection collection;
  private final List<PointStruct> points = new ArrayList<>();
  private final List<Upsert<Row, Row>> rows = new ArrayList<>();
  private int bytes;

  Batches(TargetMutations<PreparedCollection, Row, Row> target) {
    this.target = target;
    this.collection = target.prepared();
  }

  void send() throws Exception {
    List<Delete<Row>> deletes = target.deletes();
    for (int from = 0; from < deletes.size(); from += collection.batch()) {
      int to = Math.min(deletes.size(), from + collection.batch());
      List<PointId> ids = new ArrayList<>(to - from);
      deletes.subList(from, to).forEach(row -> ids.add(PointIdFactory.id(row.key().id())));
      target.checkFence();
      collection.delete(ids);
    }
    for (Upsert<Row, Row> row : target.upserts()) {
      add(row);
    }
    sendUpserts();
  }

  private void add(Upsert<Row, Row> row) throws Exception {
    PointStruct point;
    try {
      point = collection.points().point(row.key(), row.value());
    } catch (RowRefused e) {
      target.reject(row, named(row.key()) + ": " + e.reason());
      return;
    }
    int size = point.getSerializedSize();
    if (points.size() == collection.batch() || bytes + size > MOST_BYTES) {
      sendUpserts();
    }
    points.add(point);
    rows.add(row);
    bytes += size;
  }

  private void sendUpserts() throws Exception {
    if (points.isEmpty()) {
      return;
    }
    target.checkFence();
    try {
      collection.upsert(points);
    } catch (CallRefused e) {
      if (rows.size() > 1 || !blamesTheRow(e)) {
        throw e;
      }
      target.reject(rows.get(0), named(rows.get(0).key()) + ": " + e.getMessage());
    }
    points.clear();
    rows.clear();
    bytes = 0;
  }

  private static boolean blamesTheRow(CallRefused refused) {
    Status.Code code = refused.code();
    return code == Status.Code.INVALID_ARGUMENT
        || code == Status.Code.OUT_OF_RANGE
        || code == Status.Code.RESOURCE_EXHAUSTED;
  }

  private static String named(Row key) {
    List<?> values = key.values();
    String text = values.size() == 1 ? String.valueOf(values.get(0)) : values.toString();
    return "row \""
        + (text.length() <= MOST_OF_A_KEY ? text : text.substring(0, MOST_OF_A_KEY) + "...")
        + "\"";
  }
}
