package dev.freshet.postgres;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Lists and reads the rows of one table or query. Every call is one snapshot of them. */
final class RowsReader implements ItemReader {
  private static final int LISTED_AT_ONCE = 2_000;
  private static final int READ_AT_ONCE = 500;

  private final PostgresRows spec;
  private final Session session;
  private final Place place;

  RowsReader(PostgresRows spec, Session session) {
    this.spec = spec;
    this.session = session;
    this.place = Place.of(spec);
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  private <T> T inOneSnapshot(Work<T> work) throws Exception {
    try {
      T result = work.run();
      session.rollback();
      return result;
    } catch (SQLException e) {
      rollback(e);
      throw place.reading(e);
    } catch (Exception e) {
      rollback(e);
      throw e;
    }
  }

  private void rollback(Exception failure) {
    try {
      session.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** That there are such columns. */
  void check() throws Exception {
    inOneSnapshot(() -> RowsShape.of(session, spec));
  }

  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    inOneSnapshot(
        () -> {
          RowsShape shape = RowsShape.of(session, spec);
          list(shape, !isUnique(), items);
          return shape;
        });
  }

  /** Whether the server sees to it that no key is there twice. */
  private boolean isUnique() throws SQLException {
    String table = spec.table();
    FoundTable found = table == null ? null : FoundTable.find(session, spec.schema(), table);
    return found != null
        && found.isTable()
        && found.isUnique(session, spec.key())
        && (found.kind().equals("p")
            || session
                .texts("SELECT 1 FROM pg_catalog.pg_inherits WHERE inhparent = ?::oid", found.id())
                .isEmpty());
  }

  private void list(RowsShape shape, boolean sorted, Consumer<ItemVersion> items)
      throws SQLException, InterruptedException {
    List<String> previous = List.of();
    try (PreparedStatement statement =
        session.connection().prepareStatement(shape.listing(sorted))) {
      statement.setFetchSize(LISTED_AT_ONCE);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Session.stopIfInterrupted();
          List<String> key = key(rows);
          if (key.equals(previous)) {
            throw twice(key);
          }
          previous = key;
          items.accept(new ItemVersion(ItemKeys.of(key), shape.mark() + version(rows)));
        }
      }
    }
  }

  private List<String> key(ResultSet row) throws SQLException {
    List<@Nullable String> key = new ArrayList<>();
    for (int i = 1; i <= spec.key().size(); i++) {
      key.add(row.getString(i));
    }
    if (key.contains(null)) {
      throw new IllegalStateException(
          "%s has a row whose key (%s) is %s: a key must not be null"
              .formatted(place.name(), Names.quoted(spec.key()), key));
    }
    return key;
  }

  private String version(ResultSet row) throws SQLException {
    return row.getString(spec.key().size() + 1);
  }

  private IllegalStateException twice(List<String> key) {
    return new IllegalStateException(
        "%s has two rows with the key (%s) = %s: name columns that tell all rows apart"
            .formatted(place.name(), Names.quoted(spec.key()), key));
  }

  @Override
  public int readsTogether() {
    return READ_AT_ONCE;
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws Exception {
    List<ItemContent> contents = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += READ_AT_ONCE) {
      List<List<String>> wanted = new ArrayList<>();
      for (String key : keys.subList(from, Math.min(keys.size(), from + READ_AT_ONCE))) {
        List<String> parsed = ItemKeys.parse(key, spec.key().size());
        if (parsed != null) {
          wanted.add(parsed);
        }
      }
      Session.stopIfInterrupted();
      contents.addAll(readPossible(wanted));
    }
    return contents;
  }

  /** A text that is no value of its key column's type, perhaps no longer, is no row's key. */
  private List<ItemContent> readPossible(List<List<String>> keys) throws Exception {
    try {
      return inOneSnapshot(() -> readTogether(keys));
    } catch (SQLException e) {
      List<List<String>> possible = new ArrayList<>();
      for (List<String> key : Place.blamesRow(e) ? keys : List.<List<String>>of()) {
        if (isPossible(key)) {
          possible.add(key);
        }
      }
      if (!Place.blamesRow(e) || possible.size() == keys.size()) {
        throw e;
      }
      return inOneSnapshot(() -> readTogether(possible));
    }
  }

  private boolean isPossible(List<String> key) throws Exception {
    try {
      inOneSnapshot(
          () -> session.texts(RowsShape.of(session, spec).casting(), (Object[]) key.toArray()));
      return true;
    } catch (SQLException e) {
      if (Place.blamesRow(e)) {
        return false;
      }
      throw e;
    }
  }

  private List<ItemContent> readTogether(List<List<String>> keys) throws Exception {
    if (keys.isEmpty()) {
      return List.of();
    }
    RowsShape shape = RowsShape.of(session, spec);
    Set<List<String>> wanted = new HashSet<>(keys);
    Map<List<String>, ItemContent> contents = new LinkedHashMap<>();
    try (PreparedStatement statement =
        session.connection().prepareStatement(shape.reading(keys.size()))) {
      int at = 1;
      for (List<String> key : keys) {
        for (String text : key) {
          statement.setString(at++, text);
        }
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<String> key = key(rows);
          if (wanted.contains(key)) {
            ItemContent content = content(shape, key, rows);
            contents.merge(key, content, (one, other) -> failed(key, twice(key)));
          }
        }
      }
    }
    return List.copyOf(contents.values());
  }

  private static ItemContent failed(List<String> key, Exception failure) {
    return ItemContent.failed(ItemKeys.of(key), failure);
  }

  private ItemContent content(RowsShape shape, List<String> key, ResultSet row)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    try {
      for (int i = 0; i < shape.content().size(); i++) {
        values.add(shape.content().get(i).value(row, spec.key().size() + 2 + i));
      }
    } catch (IllegalArgumentException e) {
      return failed(key, e);
    }
    return ItemContent.of(
        ItemKeys.of(key), shape.mark() + version(row), new Row(shape.fields(), values));
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
