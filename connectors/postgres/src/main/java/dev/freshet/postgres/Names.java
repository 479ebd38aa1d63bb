package dev.freshet.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Names as SQL has them. */
final class Names {
  /** Postgres cuts longer ones without a word. */
  static final int MOST_BYTES = 63;

  private Names() {}

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String quoted(List<String> names) {
    return names.stream().map(Names::quoted).collect(Collectors.joining(", "));
  }

  /** Of the table, with its schema. */
  static String table(PostgresTable spec) {
    return quoted(spec.schema()) + "." + quoted(spec.table());
  }

  /** Of a source's table, with its schema. */
  static String table(PostgresRows spec) {
    return quoted(spec.schema()) + "." + quoted(String.valueOf(spec.table()));
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /**
   * @param what says whose name it is, for the message
   * @throws IllegalArgumentException if Postgres has no such names
   */
  static void check(String what, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || name.indexOf(0) >= 0 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%s: wanted a name of 1 to %d bytes without NUL, found %s of %d bytes"
              .formatted(what, MOST_BYTES, quoted(name.replace("\0", "\\0")), bytes));
    }
  }
}
