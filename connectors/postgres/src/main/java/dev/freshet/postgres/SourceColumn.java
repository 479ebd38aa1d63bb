package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A column that items have in their content.
 *
 * @param typeName without its schema; of a domain, that of the type below it; of an array, that of
 *     its elements after an underscore
 */
record SourceColumn(String name, String typeName) {
  private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "json", "jsonb");

  Field field() {
    return new Field(name, type(), true);
  }

  private Type type() {
    if (isVector()) {
      return Type.of(Kind.VECTOR);
    }
    if (isArray()) {
      Type element = Type.of(scalar(typeName.substring(1)));
      Type known = element.kind() == Kind.BYTES ? Type.of(Kind.TEXT) : element;
      return new Type(Kind.LIST, 0, List.of(new Field("element", known, true)));
    }
    return Type.of(scalar(typeName));
  }

  private boolean isVector() {
    return switch (typeName) {
      case "vector", "halfvec", "_float4" -> true;
      default -> false;
    };
  }

  private boolean isArray() {
    return typeName.startsWith("_");
  }

  /** What has no kind of its own is the text that Postgres writes it as. */
  private static Kind scalar(String typeName) {
    return switch (typeName) {
      case "bool" -> Kind.BOOLEAN;
      case "int2", "int4" -> Kind.INT;
      case "int8", "oid" -> Kind.LONG;
      case "float4" -> Kind.FLOAT;
      case "float8" -> Kind.DOUBLE;
      case "numeric" -> Kind.DECIMAL;
      case "bytea" -> Kind.BYTES;
      case "timestamptz", "timestamp" -> Kind.INSTANT;
      case "date" -> Kind.DATE;
      case "uuid" -> Kind.UUID;
      default -> Kind.TEXT;
    };
  }

  /** SQL of what {@link #value} reads. */
  String selected() {
    String column = "q." + Names.quoted(name);
    Type type = type();
    return switch (type.kind()) {
      case INSTANT, DATE -> "EXTRACT(EPOCH FROM " + column + ")::numeric";
      case VECTOR -> isArray() ? "to_json(" + column + ")::text" : column + "::text";
      case LIST -> "to_json(" + column + elements(type) + ")::text";
      case TEXT, DECIMAL -> column + "::text";
      default -> column;
    };
  }

  /** SQL of what its hash is taken of: types of extensions need have no binary form. */
  String hashed() {
    String column = "q." + Names.quoted(name);
    String plain = isArray() ? typeName.substring(1) : typeName;
    return scalar(plain) != Kind.TEXT || TEXTS.contains(plain) ? column : column + "::text";
  }

  private static String elements(Type list) {
    return switch (list.fields().get(0).type().kind()) {
      case TEXT -> "::text[]";
      case INSTANT -> "::timestamptz[]";
      default -> "";
    };
  }

  /**
   * @throws IllegalArgumentException naming the column, if a {@link dev.freshet.api.Row} cannot
   *     hold the value
   */
  @Nullable
  Object value(ResultSet found, int at) throws SQLException {
    try {
      return read(found, at);
    } catch (ClassCastException | NullPointerException e) {
      throw refused("an array of several dimensions, or a vector with a null", e);
    } catch (RuntimeException e) {
      throw refused(found.getString(at), e);
    }
  }

  private IllegalArgumentException refused(String value, RuntimeException cause) {
    return new IllegalArgumentException(
        "column %s of type %s holds %s, which %s cannot; leave it out with columns, or convert it in a query"
            .formatted(Names.quoted(name), typeName, value, type().kind()),
        cause);
  }

  private @Nullable Object read(ResultSet found, int at) throws SQLException {
    Type type = type();
    Object value =
        switch (type.kind()) {
          case BOOLEAN -> found.getBoolean(at);
          case INT -> found.getInt(at);
          case LONG -> found.getLong(at);
          case FLOAT -> found.getFloat(at);
          case DOUBLE -> found.getDouble(at);
          case BYTES -> found.getBytes(at);
          case UUID -> found.getObject(at, UUID.class);
          default -> fromText(type, found.getString(at));
        };
    return found.wasNull() ? null : value;
  }

  private static @Nullable Object fromText(Type type, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (type.kind()) {
      case DECIMAL -> new BigDecimal(text);
      case INSTANT -> instant(text);
      case DATE -> LocalDate.ofInstant(instant(text), ZoneOffset.UTC);
      case LIST, VECTOR -> JsonReader.read(type, text);
      default -> text;
    };
  }

  private static Instant instant(String seconds) {
    return RowListing.instant(new BigDecimal(seconds));
  }
}
