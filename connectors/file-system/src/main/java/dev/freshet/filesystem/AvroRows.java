package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/** Records of Avro as rows. One thread. */
final class AvroRows {
  private final Map<Schema, List<Field>> known = new IdentityHashMap<>();

  Row row(IndexedRecord record) {
    Schema schema = record.getSchema();
    List<Field> fields = fields(schema);
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      values.add(value(schema.getFields().get(i).schema(), record.get(i)));
    }
    return new Row(fields, values);
  }

  private List<Field> fields(Schema schema) {
    List<Field> found = known.get(schema);
    if (found == null) {
      found =
          schema.getFields().stream().map(field -> field(field.name(), field.schema())).toList();
      known.put(schema, found);
    }
    return found;
  }

  private Field field(String name, Schema schema) {
    Schema present = withoutNull(name, schema);
    return new Field(name, type(name, present), schema.isNullable());
  }

  private static Schema withoutNull(String name, Schema schema) {
    if (!schema.isUnion()) {
      return schema;
    }
    List<Schema> present =
        schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (present.size() != 1) {
      throw new IllegalArgumentException(
          "the field " + name + " is a union of " + schema.getTypes() + ", which no row can have");
    }
    return present.get(0);
  }

  private Type type(String name, Schema schema) {
    return switch (schema.getType()) {
      case BOOLEAN -> Type.of(Kind.BOOLEAN);
      case INT -> Type.of(isDate(schema) ? Kind.DATE : Kind.INT);
      case LONG -> Type.of(unitOfInstant(schema) == 0 ? Kind.LONG : Kind.INSTANT);
      case FLOAT -> Type.of(Kind.FLOAT);
      case DOUBLE -> Type.of(Kind.DOUBLE);
      case STRING -> Type.of(isUuid(schema) ? Kind.UUID : Kind.TEXT);
      case ENUM -> Type.of(Kind.TEXT);
      case BYTES, FIXED -> Type.of(isDecimal(schema) ? Kind.DECIMAL : Kind.BYTES);
      case RECORD -> new Type(Kind.STRUCT, 0, struct(name, schema));
      case ARRAY -> new Type(Kind.LIST, 0, List.of(field("element", schema.getElementType())));
      case MAP ->
          new Type(
              Kind.MAP,
              0,
              List.of(
                  new Field("key", Type.of(Kind.TEXT), false),
                  field("value", schema.getValueType())));
      case NULL, UNION ->
          throw new IllegalArgumentException(
              "the field " + name + " is of type " + schema.getType() + ", which no row can have");
    };
  }

  private List<Field> struct(String name, Schema schema) {
    if (known.containsKey(schema) && known.get(schema).isEmpty()) {
      throw new IllegalArgumentException(
          "the field " + name + " holds records of its own kind, which no row can have");
    }
    known.put(schema, List.of());
    List<Field> fields =
        schema.getFields().stream().map(field -> field(field.name(), field.schema())).toList();
    known.put(schema, fields);
    return fields;
  }

  private static boolean isDate(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.Date;
  }

  private static boolean isUuid(Schema schema) {
    LogicalType type = schema.getLogicalType();
    return type != null && type.getName().equals("uuid");
  }

  private static boolean isDecimal(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal;
  }

  /** How many of a second; 0 for what is no instant. */
  private static long unitOfInstant(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return 1_000;
    }
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMicros ? 1_000_000 : 0;
  }

  private @Nullable Object value(Schema declared, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    Schema schema = withoutNull("", declared);
    return switch (schema.getType()) {
      case INT -> isDate(schema) ? LocalDate.ofEpochDay((Integer) value) : value;
      case LONG -> {
        long unit = unitOfInstant(schema);
        yield unit == 0 ? value : instant((Long) value, unit);
      }
      case STRING -> isUuid(schema) ? UUID.fromString(value.toString()) : value.toString();
      case ENUM -> value.toString();
      case BYTES -> number(schema, bytes((ByteBuffer) value));
      case FIXED -> number(schema, ((GenericFixed) value).bytes());
      case RECORD -> row((IndexedRecord) value);
      case ARRAY -> list(schema, (Collection<?>) value);
      case MAP -> map(schema, (Map<?, ?>) value);
      default -> value;
    };
  }

  private static Instant instant(long count, long unit) {
    long rest = Math.floorMod(count, unit);
    return Instant.ofEpochSecond(Math.floorDiv(count, unit), rest * (1_000_000_000 / unit));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static Object number(Schema schema, byte[] bytes) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
        ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
        : bytes.clone();
  }

  private List<@Nullable Object> list(Schema schema, Collection<?> values) {
    List<@Nullable Object> list = new ArrayList<>();
    values.forEach(value -> list.add(value(schema.getElementType(), value)));
    return list;
  }

  private Map<String, @Nullable Object> map(Schema schema, Map<?, ?> values) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> map.put(Objects.toString(key), value(schema.getValueType(), value)));
    return map;
  }
}
