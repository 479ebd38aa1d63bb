package dev.freshet.lucene;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.CanonicalEncoding;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;

/** Reads the rows of one segment back, in rising order of its documents. One thread. */
final class StoredRows {
  private final RowDocuments documents;
  private final StoredFields stored;
  private final Map<String, FloatVectorValues> vectors = new HashMap<>();

  StoredRows(RowDocuments documents, LeafReader segment) throws IOException {
    this.documents = documents;
    this.stored = segment.storedFields();
    for (List<Field> part : List.of(documents.schema().key(), documents.schema().value())) {
      for (Field field : part) {
        FloatVectorValues values =
            field.type().kind() == Kind.VECTOR ? segment.getFloatVectorValues(field.name()) : null;
        if (values != null) {
          vectors.put(field.name(), values);
        }
      }
    }
  }

  Upsert<Row, Row> row(int number) throws IOException {
    Document document = stored.document(number);
    Map<String, @Nullable Object> nested = nested(document);
    return new Upsert<>(
        part(documents.schema().key(), number, document, nested),
        part(documents.schema().value(), number, document, nested));
  }

  private Map<String, @Nullable Object> nested(Document document) {
    BytesRef bytes = document.getBinaryValue(RowDocuments.NESTED);
    if (bytes == null) {
      return Map.of();
    }
    byte[] encoded = Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length);
    Row row = CanonicalEncoding.decode(documents.nested(), encoded);
    Map<String, @Nullable Object> values = new HashMap<>();
    for (int i = 0; i < row.fields().size(); i++) {
      values.put(row.fields().get(i).name(), row.values().get(i));
    }
    return values;
  }

  private Row part(
      List<Field> fields, int number, Document document, Map<String, @Nullable Object> nested)
      throws IOException {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      if (RowDocuments.isNested(field)) {
        values.add(nested.get(field.name()));
      } else if (field.type().kind() == Kind.VECTOR) {
        values.add(vector(field.name(), number));
      } else {
        IndexableField found = document.getField(field.name());
        values.add(found == null ? null : value(field.type().kind(), found));
      }
    }
    return new Row(fields, values);
  }

  private float @Nullable [] vector(String name, int number) throws IOException {
    FloatVectorValues values = vectors.get(name);
    if (values == null || values.docID() > number) {
      return null;
    }
    int reached = values.docID() == number ? number : values.advance(number);
    return reached == number ? values.vectorValue().clone() : null;
  }

  private static Object value(Kind kind, IndexableField found) {
    return switch (kind) {
      case BOOLEAN -> Boolean.valueOf(found.stringValue());
      case INT -> found.numericValue().intValue();
      case LONG -> found.numericValue().longValue();
      case FLOAT -> found.numericValue().floatValue();
      case DOUBLE -> found.numericValue().doubleValue();
      case DECIMAL -> new BigDecimal(found.stringValue());
      case TEXT -> found.stringValue();
      case BYTES -> bytes(found.binaryValue());
      case INSTANT -> Instant.parse(found.stringValue());
      case DATE -> LocalDate.parse(found.stringValue());
      case UUID -> UUID.fromString(found.stringValue());
      case VECTOR, STRUCT, LIST, MAP ->
          throw new IllegalStateException("a " + kind + " is stored elsewhere");
    };
  }

  private static byte[] bytes(BytesRef stored) {
    return Arrays.copyOfRange(stored.bytes, stored.offset, stored.offset + stored.length);
  }
}
