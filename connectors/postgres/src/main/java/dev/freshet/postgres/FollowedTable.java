package dev.freshet.postgres;

import dev.freshet.api.internal.CanonicalEncoding;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What has to be asked about a table beside its log, on the connection that reads it. One thread.
 */
record FollowedTable(PostgresRows spec, Session session) {
  private static final String STORAGE =
      """
      SELECT string_agg(c.oid || '/' || c.relfilenode, ' ' ORDER BY c.oid)
      FROM pg_catalog.pg_class c WHERE c.oid = ?::regclass
        OR c.oid IN (SELECT relid FROM pg_partition_tree(?::regclass))
      """;

  private static final String TYPES =
      """
      SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ',' ORDER BY attnum)
      FROM pg_catalog.pg_attribute
      WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
      """;

  private static final String END =
      """
      SELECT pg_current_wal_insert_lsn()::text
      UNION ALL SELECT current_setting('wal_block_size')
      """;

  private static final String WRITER_DELAY =
      "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_writer_delay'";

  private static final int BYTES_OF_SHAPE = 9;

  TableShape shape() throws SQLException {
    String name = Names.table(spec);
    RowsShape columns = RowsShape.of(session, spec);
    List<String> types = session.texts(TYPES, name);
    List<String> storage = session.texts(STORAGE, name, name);
    session.rollback();
    return new TableShape(hash(columns.mark() + types), hash(storage.toString()));
  }

  private static String hash(String text) {
    byte[] hash = CanonicalEncoding.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, BYTES_OF_SHAPE));
  }

  String server() throws SQLException {
    String server = session.texts("SELECT system_identifier::text FROM pg_control_system()").get(0);
    session.rollback();
    return server;
  }

  /** Which transactions a read sees by now. */
  Snapshot snapshot() throws SQLException {
    List<String> found = session.texts("SELECT pg_current_snapshot()::text");
    session.rollback();
    return Snapshot.parse(found.get(0));
  }

  /** How far the log is on disk, which is how far it is told. */
  LogSequenceNumber flushed() throws SQLException {
    List<String> found = session.texts("SELECT pg_current_wal_flush_lsn()::text");
    session.rollback();
    return LogSequenceNumber.valueOf(found.get(0));
  }

  /**
   * The longest that what is committed may take to be on disk, where commits do not wait for that:
   * three times the delay of the WAL writer, as the PostgreSQL manual has it under "Asynchronous
   * Commit".
   */
  Duration untilFlushed() throws SQLException {
    List<String> found = session.texts(WRITER_DELAY);
    session.rollback();
    return Duration.ofMillis(Long.parseLong(found.get(0))).multipliedBy(3);
  }

  /** Behind everything that is committed by now. */
  LogSequenceNumber end() throws SQLException {
    List<String> found = session.texts(END);
    session.rollback();
    return LogSequenceNumber.valueOf(
        withoutPageHeader(
            LogSequenceNumber.valueOf(found.get(0)).asLong(), Integer.parseInt(found.get(1))));
  }

  /**
   * Where the next record would begin a page, the server names the place behind the header of that
   * page, which nothing has reached yet. Headers have 24 bytes, or 40 at the start of a file.
   */
  static long withoutPageHeader(long lsn, int page) {
    long within = lsn % page;
    return within == 24 || within == 40 ? lsn - within : lsn;
  }

  /** The texts as SQL casts them, which differ from those of the log for some types. */
  List<List<String>> keys(List<List<String>> texts) throws SQLException {
    RowsShape shape = RowsShape.of(session, spec);
    List<List<String>> keys = shape.hasPlainKey() ? texts : shape.asListed(session, texts);
    session.rollback();
    return keys;
  }
}
