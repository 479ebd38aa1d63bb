package dev.freshet.qdrant;

import dev.freshet.qdrant.QdrantCollection.PayloadIndex;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.FieldType;
import java.util.Map;

/** Brings the payload indexes of a collection to what a spec says. */
final class PayloadIndexes {
  private final Server server;
  private final QdrantCollection spec;

  PayloadIndexes(Server server, QdrantCollection spec) {
    this.server = server;
    this.spec = spec;
  }

  /** Indexes that nobody declared are another's, and stay. */
  void alter(Map<String, PayloadSchemaInfo> found, Map<String, PayloadIndex> before)
      throws Exception {
    for (String path : before.keySet()) {
      if (found.containsKey(path) && !spec.payloadIndexes().containsKey(path)) {
        dropIndex(path);
      }
    }
    for (Map.Entry<String, PayloadIndex> wanted : spec.payloadIndexes().entrySet()) {
      PayloadSchemaInfo there = found.get(wanted.getKey());
      if (there != null && there.getDataType() == schemaType(wanted.getValue())) {
        continue;
      }
      if (there != null) {
        dropIndex(wanted.getKey());
      }
      CreateFieldIndexCollection request =
          CreateFieldIndexCollection.newBuilder()
              .setCollectionName(spec.collection())
              .setWait(true)
              .setFieldName(wanted.getKey())
              .setFieldType(fieldType(wanted.getValue()))
              .build();
      server.points("indexing " + wanted.getKey(), stub -> stub.createFieldIndex(request));
    }
  }

  private void dropIndex(String path) throws Exception {
    DeleteFieldIndexCollection request =
        DeleteFieldIndexCollection.newBuilder()
            .setCollectionName(spec.collection())
            .setWait(true)
            .setFieldName(path)
            .build();
    server.points("dropping the index of " + path, stub -> stub.deleteFieldIndex(request));
  }

  private static PayloadSchemaType schemaType(PayloadIndex index) {
    return switch (index) {
      case KEYWORD -> PayloadSchemaType.Keyword;
      case INTEGER -> PayloadSchemaType.Integer;
      case FLOAT -> PayloadSchemaType.Float;
      case BOOL -> PayloadSchemaType.Bool;
      case TEXT -> PayloadSchemaType.Text;
      case DATETIME -> PayloadSchemaType.Datetime;
      case UUID -> PayloadSchemaType.Uuid;
    };
  }

  private static FieldType fieldType(PayloadIndex index) {
    return switch (index) {
      case KEYWORD -> FieldType.FieldTypeKeyword;
      case INTEGER -> FieldType.FieldTypeInteger;
      case FLOAT -> FieldType.FieldTypeFloat;
      case BOOL -> FieldType.FieldTypeBool;
      case TEXT -> FieldType.FieldTypeText;
      case DATETIME -> FieldType.FieldTypeDatetime;
      case UUID -> FieldType.FieldTypeUuid;
    };
  }
}
