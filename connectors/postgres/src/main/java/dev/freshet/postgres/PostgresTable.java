package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.TargetSpec;
import java.util.List;
import java.util.Map;

/**
 * One table of a Postgres database, one of its rows for each row. The table is made from the type
 * of the rows: a column for each component, under the component's own name, the key components as
 * primary key.
 *
 * <p>All targets of one database that are written in one call are written in one transaction.
 *
 * @param url {@code postgresql://host:5432/database}; never with a user or password in it
 * @param user the operating system's user by default
 * @param schema where the table is; {@code public} by default; made if it is not there
 * @param vectors the type of columns that hold vectors
 * @param types SQL types by column, for columns that shall have another than the usual one
 * @param vectorIndexes made after the first load
 * @param textIndexes made after the first load
 * @param indexes made after the first load
 * @param sql run after the first load
 */
public record PostgresTable(
    String url,
    String table,
    @Nullable String user,
    @Nullable Secret password,
    String schema,
    VectorType vectors,
    Map<String, String> types,
    List<VectorIndex> vectorIndexes,
    List<TextIndex> textIndexes,
    List<ColumnIndex> indexes,
    List<SqlStatement> sql)
    implements TargetSpec {

  public PostgresTable {
    types = Map.copyOf(types);
    vectorIndexes = List.copyOf(vectorIndexes);
    textIndexes = List.copyOf(textIndexes);
    indexes = List.copyOf(indexes);
    sql = List.copyOf(sql);
  }

  public PostgresTable(String url, String table) {
    this(url, table, null, null);
  }

  public PostgresTable(String url, String table, @Nullable String user, @Nullable Secret password) {
    this(
        url,
        table,
        user,
        password,
        "public",
        VectorType.VECTOR,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** How vectors are kept. */
  public enum VectorType {
    /** pgvector's {@code vector(n)}. */
    VECTOR,
    /** pgvector's {@code halfvec(n)}: half the room, 11 bits of each number. */
    HALFVEC,
    /** {@code real[]}, which needs no extension and has no vector index. */
    REAL_ARRAY
  }

  /** What is near. */
  public enum Distance {
    COSINE,
    L2,
    INNER_PRODUCT,
    L1
  }

  public enum VectorMethod {
    HNSW,
    IVFFLAT
  }

  /**
   * @param options storage parameters such as {@code m}, {@code ef_construction}, {@code lists}
   */
  public record VectorIndex(
      String column, VectorMethod method, Distance distance, Map<String, Integer> options) {
    public VectorIndex {
      options = Map.copyOf(options);
    }

    public VectorIndex(String column) {
      this(column, VectorMethod.HNSW, Distance.COSINE, Map.of());
    }
  }

  /**
   * A full-text index over text columns together.
   *
   * @param language a text search configuration of the server
   */
  public record TextIndex(List<String> columns, String language) {
    public TextIndex {
      columns = List.copyOf(columns);
    }

    public TextIndex(List<String> columns) {
      this(columns, "english");
    }
  }

  public enum IndexMethod {
    BTREE,
    HASH,
    GIN,
    GIST,
    BRIN
  }

  public record ColumnIndex(List<String> columns, IndexMethod method) {
    public ColumnIndex {
      columns = List.copyOf(columns);
    }

    public ColumnIndex(List<String> columns) {
      this(columns, IndexMethod.BTREE);
    }
  }

  /**
   * Free SQL. Both statements may be run more than once.
   *
   * @param undo run before the table is dropped, and when the statement leaves the flow
   */
  public record SqlStatement(String apply, @Nullable String undo) {
    public SqlStatement(String apply) {
      this(apply, null);
    }
  }

  public PostgresTable withSchema(String schema) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        vectorIndexes,
        textIndexes,
        indexes,
        sql);
  }

  public PostgresTable withVectors(VectorType vectors) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        vectorIndexes,
        textIndexes,
        indexes,
        sql);
  }

  public PostgresTable withTypes(Map<String, String> types) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        vectorIndexes,
        textIndexes,
        indexes,
        sql);
  }

  public PostgresTable withVectorIndexes(VectorIndex... vectorIndexes) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        List.of(vectorIndexes),
        textIndexes,
        indexes,
        sql);
  }

  public PostgresTable withTextIndexes(TextIndex... textIndexes) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        vectorIndexes,
        List.of(textIndexes),
        indexes,
        sql);
  }

  public PostgresTable withIndexes(ColumnIndex... indexes) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        vectorIndexes,
        textIndexes,
        List.of(indexes),
        sql);
  }

  public PostgresTable withSql(SqlStatement... sql) {
    return new PostgresTable(
        url,
        table,
        user,
        password,
        schema,
        vectors,
        types,
        vectorIndexes,
        textIndexes,
        indexes,
        List.of(sql));
  }
}
