package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.SourceSpec;
import java.util.List;

/**
 * The rows of one table or query of a Postgres database. They are only read, in transactions that
 * cannot write.
 *
 * <p>An item's key is the text of the key column; of several key columns, a JSON array of their
 * texts, such as {@code ["de","1204"]}. Its content is a {@link dev.freshet.api.Row} of the
 * columns.
 *
 * @param url {@code postgresql://host:5432/database}; never with a user or password in it
 * @param key the columns that tell rows apart and are never null
 * @param table either this or {@code query}; a view will do
 * @param query a {@code SELECT}
 * @param user the operating system's user by default
 * @param schema where the table is; {@code public} by default
 * @param columns those of the content; all by default
 * @param versions how a change of a row is noticed; a hash of the content by default
 * @param versionColumn with {@code COLUMN} only
 * @param slot of logical replication, by which the table is followed in place of being listed again
 *     and again. It belongs to this source alone, which makes and drops it
 * @param publication with a slot; one of the slot's name by default, which is made where it is not
 *     there
 */
public record PostgresRows(
    String url,
    List<String> key,
    @Nullable String table,
    @Nullable String query,
    @Nullable String user,
    @Nullable Secret password,
    String schema,
    List<String> columns,
    Versions versions,
    @Nullable String versionColumn,
    @Nullable String slot,
    @Nullable String publication)
    implements SourceSpec {

  /** What tells that a row has changed. */
  public enum Versions {
    /** A hash of all content: nothing is missed, and the server reads all of it to list. */
    ROW_HASH,
    /** A column that whoever changes a row changes too; what does not change it is missed. */
    COLUMN,
    /**
     * The transaction that wrote the row, of tables only; a server that was set back to an earlier
     * state can give the same number to another change.
     */
    XMIN
  }

  public PostgresRows {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** Of neither table nor query yet. */
  public PostgresRows(String url, List<String> key) {
    this(url, key, null, null);
  }

  private PostgresRows(
      String url, List<String> key, @Nullable String table, @Nullable String query) {
    this(
        url,
        key,
        table,
        query,
        null,
        null,
        "public",
        List.of(),
        Versions.ROW_HASH,
        null,
        null,
        null);
  }

  public static PostgresRows ofTable(String url, String table, String... key) {
    return new PostgresRows(url, List.of(key), table, null);
  }

  public static PostgresRows ofQuery(String url, String query, String... key) {
    return new PostgresRows(url, List.of(key), null, query);
  }

  public PostgresRows withLogin(String user, @Nullable Secret password) {
    return with(user, password, schema, columns, versions, versionColumn, slot, publication);
  }

  public PostgresRows withSchema(String schema) {
    return with(user, password, schema, columns, versions, versionColumn, slot, publication);
  }

  public PostgresRows withColumns(String... columns) {
    return with(
        user, password, schema, List.of(columns), versions, versionColumn, slot, publication);
  }

  public PostgresRows withVersionColumn(String versionColumn) {
    return with(user, password, schema, columns, Versions.COLUMN, versionColumn, slot, publication);
  }

  public PostgresRows withXminVersions() {
    return with(user, password, schema, columns, Versions.XMIN, null, slot, publication);
  }

  /** Follows the table's changes, with a publication of the same name. */
  public PostgresRows followedBySlot(String slot) {
    return with(user, password, schema, columns, versions, versionColumn, slot, null);
  }

  public PostgresRows withPublication(String publication) {
    return with(user, password, schema, columns, versions, versionColumn, slot, publication);
  }

  /** Of the same rows, with these options. */
  private PostgresRows with(
      @Nullable String newUser,
      @Nullable Secret newPassword,
      String newSchema,
      List<String> newColumns,
      Versions newVersions,
      @Nullable String newVersionColumn,
      @Nullable String newSlot,
      @Nullable String newPublication) {
    return new PostgresRows(
        url,
        key,
        table,
        query,
        newUser,
        newPassword,
        newSchema,
        newColumns,
        newVersions,
        newVersionColumn,
        newSlot,
        newPublication);
  }
}
