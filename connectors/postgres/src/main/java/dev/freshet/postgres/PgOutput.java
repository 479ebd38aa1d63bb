package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads the messages of pgoutput, version 1 of its protocol, as PostgreSQL documents them under
 * "Logical Replication Message Formats", and tells what concerns one table.
 */
final class PgOutput {
  private final String schema;
  private final String table;
  private final List<String> key;
  private final Told told;
  private final Map<Integer, int[]> relations = new HashMap<>();

  /** What is told. Keys are texts of the key columns. */
  interface Told {
    void begin(int transaction);

    /**
     * @param end behind the transaction
     */
    void commit(LogSequenceNumber end);

    void touched(List<String> key);

    void removed(List<String> key);

    void cleared();

    /** The log does not name the key of a row. */
    void unknown(String why);
  }

  PgOutput(PostgresRows spec, Told told) {
    this.schema = spec.schema();
    this.table = String.valueOf(spec.table());
    this.key = spec.key();
    this.told = told;
  }

  void read(ByteBuffer message) {
    switch (message.get()) {
      case 'B' -> {
        message.getLong();
        message.getLong();
        told.begin(message.getInt());
      }
      case 'C' -> {
        message.get();
        message.getLong();
        told.commit(LogSequenceNumber.valueOf(message.getLong()));
      }
      case 'R' -> relation(message);
      case 'I', 'U', 'D' -> {
        int[] columns = relations.get(message.getInt());
        if (columns != null) {
          row(message, columns);
        }
      }
      case 'T' -> {
        int count = message.getInt();
        message.get();
        boolean ours = false;
        for (int i = 0; i < count; i++) {
          ours |= relations.containsKey(message.getInt());
        }
        if (ours) {
          told.cleared();
        }
      }
      default -> {
        // Types, origins and messages of applications say nothing of rows.
      }
    }
  }

  private void relation(ByteBuffer message) {
    int id = message.getInt();
    boolean ours = text(message).equals(schema) & text(message).equals(table);
    message.get();
    List<String> columns = new ArrayList<>();
    for (int i = message.getShort(); i > 0; i--) {
      message.get();
      columns.add(text(message));
      message.getLong();
    }
    relations.remove(id);
    if (!ours) {
      return;
    }
    if (columns.containsAll(key)) {
      relations.put(id, key.stream().mapToInt(columns::indexOf).toArray());
    } else {
      told.unknown("it has the columns " + columns + " and not all of the key " + key);
    }
  }

  /** An old row is there where its key changed, and always of rows that went. */
  private void row(ByteBuffer message, int[] columns) {
    List<@Nullable String> old = null;
    List<@Nullable String> now = null;
    while (message.hasRemaining()) {
      byte kind = message.get();
      List<@Nullable String> found = key(message, columns);
      if (kind == 'N') {
        now = found;
      } else {
        old = found;
      }
    }
    if (now != null && old != null) {
      for (int i = 0; i < now.size(); i++) {
        now.set(i, now.get(i) == null ? old.get(i) : now.get(i));
      }
    }
    if (old != null && !old.equals(now)) {
      tell(old, true);
    }
    if (now != null) {
      tell(now, false);
    }
  }

  private void tell(List<@Nullable String> found, boolean gone) {
    if (found.contains(null)) {
      told.unknown("it tells of a row without all of its key " + key);
    } else if (gone) {
      told.removed(List.copyOf(found));
    } else {
      told.touched(List.copyOf(found));
    }
  }

  /** Null where a value is null, or was left out as it is large and did not change. */
  private static List<@Nullable String> key(ByteBuffer message, int[] columns) {
    @Nullable String[] key = new String[columns.length];
    int count = message.getShort();
    for (int i = 0; i < count; i++) {
      byte kind = message.get();
      if (kind == 't' || kind == 'b') {
        byte[] value = new byte[message.getInt()];
        message.get(value);
        for (int k = 0; k < columns.length; k++) {
          if (columns[k] == i) {
            key[k] = new String(value, StandardCharsets.UTF_8);
          }
        }
      }
    }
    return Arrays.asList(key);
  }

  private static String text(ByteBuffer message) {
    int from = message.position();
    while (message.get() != 0) {
      continue;
    }
    byte[] bytes = new byte[message.position() - 1 - from];
    message.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
