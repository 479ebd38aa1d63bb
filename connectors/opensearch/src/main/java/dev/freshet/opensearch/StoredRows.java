package dev.freshet.opensearch;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Upsert;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads documents back as the rows that were declared. */
final class StoredRows {
  private final RowSchema schema;

  StoredRows(RowSchema schema) {
    this.schema = schema;
  }

  /** Stands where no value of the component can be read, and equals none. */
  private record Unreadable(String found) {}

  /** A document that was not written for this key is told by a key that none can have. */
  Upsert<Row, Row> row(StoredDocument document) {
    Row key = part(schema.key(), document.source());
    if (!isIdOf(key, document.id())) {
      Unreadable foreign = new Unreadable("document " + document.id());
      List<@Nullable Object> values = new ArrayList<>();
      schema.key().forEach(unused -> values.add(foreign));
      key = new Row(schema.key(), values);
    }
    return new Upsert<>(key, part(schema.value(), document.source()));
  }

  private static boolean isIdOf(Row key, String id) {
    for (int i = 0; i < key.values().size(); i++) {
      Object value = key.values().get(i);
      if (value instanceof Unreadable || (value == null && !key.fields().get(i).nullable())) {
        return false;
      }
    }
    return key.id().toString().equals(id);
  }

  private static Row part(List<Field> fields, Map<?, ?> source) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      Object found = source.get(field.name());
      try {
        values.add(value(field.type(), found));
      } catch (RuntimeException e) {
        values.add(new Unreadable(String.valueOf(found)));
      }
    }
    return new Row(fields, values);
  }

  private static @Nullable Object value(Type type, @Nullable Object found) {
    if (found == null) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> (Boolean) found;
      case INT -> Integer.valueOf(number(found));
      case LONG -> Long.valueOf(number(found));
      case FLOAT -> Float.valueOf(number(found));
      case DOUBLE -> Double.valueOf(number(found));
      case TEXT -> (String) found;
      case DECIMAL -> new BigDecimal((String) found);
      case INSTANT -> Instant.parse((String) found);
      case DATE -> LocalDate.parse((String) found);
      case UUID -> UUID.fromString((String) found);
      case BYTES -> Base64.getDecoder().decode((String) found);
      case VECTOR -> vector(type, (List<?>) found);
      case STRUCT -> struct(type.fields(), (Map<?, ?>) found);
      case LIST -> list(type.fields().get(0).type(), (List<?>) found);
      case MAP -> map(type, found);
    };
  }

  private static String number(Object found) {
    return ((StoredDocument.Number) found).text();
  }

  private static Object vector(Type type, List<?> found) {
    float[] vector = new float[found.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(number(found.get(i)));
    }
    return type.size() == 0 || type.size() == vector.length
        ? vector
        : new Unreadable(vector.length + " numbers");
  }

  private static Row struct(List<Field> fields, Map<?, ?> found) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      values.add(value(field.type(), found.get(field.name())));
    }
    return new Row(fields, values);
  }

  private static List<@Nullable Object> list(Type element, List<?> found) {
    List<@Nullable Object> values = new ArrayList<>(found.size());
    found.forEach(each -> values.add(value(element, each)));
    return values;
  }

  private static Map<@Nullable Object, @Nullable Object> map(Type type, Object found) {
    Type keys = type.fields().get(0).type();
    Type elements = type.fields().get(1).type();
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (RowDocuments.hasTextKeys(type)) {
      ((Map<?, ?>) found).forEach((key, each) -> map.put(key, value(elements, each)));
    } else {
      for (Object each : (List<?>) found) {
        Map<?, ?> entry = (Map<?, ?>) each;
        map.put(value(keys, entry.get("key")), value(elements, entry.get("value")));
      }
    }
    return map;
  }
}
