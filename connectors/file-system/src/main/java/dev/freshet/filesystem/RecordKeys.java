package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;

/**
 * The keys of records: the file's path, {@code #}, and which record it is. In the path, {@code #}
 * is {@code %23} and {@code %} is {@code %25}, so that no two records of different files share a
 * key.
 */
final class RecordKeys {
  private static final Set<Class<?>> SIMPLE =
      Set.of(
          String.class,
          Integer.class,
          Long.class,
          Boolean.class,
          BigDecimal.class,
          UUID.class,
          LocalDate.class,
          Instant.class);

  private RecordKeys() {}

  /**
   * @param record its number, or the text of its key columns
   */
  record Parsed(String path, String record) {}

  static String of(String path, String record) {
    return path.replace("%", "%25").replace("#", "%23") + "#" + record;
  }

  /** Null if no record can have this key. */
  static @Nullable Parsed parse(String key) {
    int mark = key.indexOf('#');
    if (mark < 0) {
      return null;
    }
    String path = key.substring(0, mark).replace("%23", "#").replace("%25", "%");
    String record = key.substring(mark + 1);
    return of(path, record).equals(key) ? new Parsed(path, record) : null;
  }

  /** A number as {@link #of} writes it; negative if it is none. */
  static int number(String record) {
    try {
      int number = Integer.parseInt(record);
      return Integer.toString(number).equals(record) ? number : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The text of one key column, or a JSON array of the texts of several. */
  static String text(Row row, List<String> columns) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      texts.add(text(row, column));
    }
    return texts.size() == 1 ? texts.get(0) : array(texts);
  }

  private static String text(Row row, String column) throws IOException {
    Object value;
    try {
      value = row.get(column);
    } catch (NoSuchElementException e) {
      throw new IOException("the key column is missing: " + e.getMessage(), e);
    }
    if (value == null) {
      throw new IOException("the key column " + column + " is null; name columns that never are");
    }
    if (!SIMPLE.contains(value.getClass())) {
      throw new IOException(
          "the key column "
              + column
              + " is no text, whole number, decimal, date, instant, UUID or boolean");
    }
    return value.toString();
  }

  private static String array(List<String> texts) {
    StringBuilder json = new StringBuilder("[");
    for (String text : texts) {
      json.append(json.length() == 1 ? "\"" : ",\"");
      text.chars().forEach(c -> append(json, (char) c));
      json.append('"');
    }
    return json.append(']').toString();
  }

  private static void append(StringBuilder json, char c) {
    if (c == '"' || c == '\\') {
      json.append('\\').append(c);
    } else if (c < ' ') {
      json.append("\\u%04x".formatted((int) c));
    } else {
      json.append(c);
    }
  }
}
