package dev.freshet.engine.flow;

import dev.freshet.api.LogicVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The first step of a chain over a source of rows: which columns it reads, and as what. They are
 * written because nobody knows them before the source is read, and a chain is checked before.
 *
 * @param columns by name: {@code text}, {@code int}, {@code long}, {@code float}, {@code double},
 *     {@code decimal}, {@code boolean}, {@code date}, {@code instant}, {@code uuid}, {@code bytes};
 *     {@code ?} behind it says that it may be null
 * @param rename the name in the chain of a column that has another in the source
 */
@LogicVersion("1")
record Columns(Map<String, String> columns, Map<String, String> rename) {
  static final String TYPE = "columns";

  private static final Set<Kind> KINDS =
      Collections.unmodifiableSet(
          new TreeSet<>(
              Set.of(
                  Kind.TEXT,
                  Kind.INT,
                  Kind.LONG,
                  Kind.FLOAT,
                  Kind.DOUBLE,
                  Kind.DECIMAL,
                  Kind.BOOLEAN,
                  Kind.DATE,
                  Kind.INSTANT,
                  Kind.UUID,
                  Kind.BYTES)));

  Columns {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    rename = Map.copyOf(rename);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("columns names none; write {name: text}, for instance");
    }
    for (String renamed : rename.keySet()) {
      if (!columns.containsKey(renamed)) {
        throw new IllegalArgumentException("rename names " + renamed + ", which is not in columns");
      }
    }
    columns.forEach(Columns::field);
  }

  Columns(Map<String, String> columns) {
    this(columns, Map.of());
  }

  /** What the chain begins with, beside the key. */
  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    columns.forEach((name, words) -> fields.add(field(rename.getOrDefault(name, name), words)));
    return List.copyOf(fields);
  }

  /**
   * The values of {@link #fields}.
   *
   * @throws IllegalArgumentException if a column is not there or has values of another kind
   */
  List<@Nullable Object> values(Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    columns.forEach((name, words) -> values.add(value(row, field(name, words))));
    return values;
  }

  private static @Nullable Object value(Row row, Field wanted) {
    List<String> names = row.fields().stream().map(Field::name).toList();
    int at = names.indexOf(wanted.name());
    if (at < 0) {
      throw new IllegalArgumentException(
          "the source has no column " + wanted.name() + ", but " + String.join(", ", names));
    }
    Object value = row.values().get(at);
    if (value == null) {
      if (!wanted.nullable()) {
        throw new IllegalArgumentException(
            "the column %s is null; write {%1$s: %s?} if it may be"
                .formatted(wanted.name(), word(wanted.type().kind())));
      }
      return null;
    }
    Kind found = row.fields().get(at).type().kind();
    Kind kind = wanted.type().kind();
    if (found == Kind.INT && kind == Kind.LONG) {
      return ((Integer) value).longValue();
    }
    if (found == Kind.FLOAT && kind == Kind.DOUBLE) {
      return ((Float) value).doubleValue();
    }
    if (found != kind) {
      throw new IllegalArgumentException(
          "the column %s is %s, and the step reads it as %s"
              .formatted(wanted.name(), word(found), word(kind)));
    }
    return value;
  }

  private static Field field(String name, String words) {
    boolean nullable = words.endsWith("?");
    String type = nullable ? words.substring(0, words.length() - 1).strip() : words.strip();
    return KINDS.stream()
        .filter(kind -> word(kind).equals(type))
        .findFirst()
        .map(kind -> new Field(name, Type.of(kind), nullable))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the column "
                        + name
                        + " is \""
                        + words
                        + "\"; write one of "
                        + String.join(", ", KINDS.stream().map(Columns::word).toList())
                        + ", and ? behind it if it may be null"));
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
