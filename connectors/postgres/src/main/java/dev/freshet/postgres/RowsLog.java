package dev.freshet.postgres;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemLog;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The changes of one table, from a slot of logical replication. The stream is opened by the first
 * poll, so that it does not wait for a listing; the slot keeps what happens until then.
 *
 * <p>A position is always behind a whole transaction. Nothing is confirmed to the server that was
 * not completed, so what was read and not completed is told again.
 */
final class RowsLog implements ItemLog, PgOutput.Told {
  private static final int MOST_AT_ONCE = 1_000;
  private static final long PAUSE_MILLIS = 5;
  private static final long ASK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int STATUS_SECONDS = 10;

  private final Setup<PostgresRows> setup;
  private final FollowedTable table;
  private final PgOutput messages;
  private final String server;
  private final List<Found> found = new ArrayList<>();
  private TableShape shape;
  private @Nullable TableShape other;
  private LogSequenceNumber lsn;
  private LogSequenceNumber returned;
  private LogSequenceNumber wanted;
  private long wantedSince;
  private long nothingBefore;
  private @Nullable Duration untilFlushed;
  private final Set<Integer> unseen = new HashSet<>();
  private long unseenSince;
  private int transaction;
  private boolean inTransaction;
  private @Nullable String unknown;
  private long askedAt = System.nanoTime() - ASK_EVERY;
  private @Nullable Connection connection;
  private @Nullable PGReplicationStream stream;

  /**
   * @param key null where all rows went
   */
  private record Found(@Nullable List<String> key, boolean gone) {}

  RowsLog(Setup<PostgresRows> setup, FollowedTable table, LogPosition position) {
    this.setup = setup;
    this.table = table;
    this.messages = new PgOutput(setup.spec(), this);
    this.server = position.server();
    this.shape = position.shape();
    this.lsn = position.lsn();
    this.returned = lsn;
    this.wanted = lsn;
  }

  @Override
  public String position() {
    return new LogPosition(server, returned, shape).toString();
  }

  /**
   * Where the table has another shape than was known, it may be that of a truncate that is still to
   * be told: what comes before this end says so.
   */
  @Override
  public String end() throws Exception {
    try {
      TableShape now = table.shape();
      other = now.equals(shape) ? null : now;
      wanted = table.end();
      wantedSince = System.nanoTime();
      return wanted.asString();
    } catch (SQLException e) {
      throw Place.of(setup.spec()).reading(e);
    }
  }

  private void expectSameShape() throws PositionLost {
    if (other != null && (reached(wanted, returned) || !other.columns().equals(shape.columns()))) {
      throw new PositionLost(
          Place.of(setup.spec()).name() + " was altered, which can change rows unseen");
    }
  }

  @Override
  public boolean reached(String end) {
    return reached(LogSequenceNumber.valueOf(end), returned);
  }

  private boolean reached(LogSequenceNumber end, LogSequenceNumber from) {
    return from.asLong() >= end.asLong() || nothingBefore >= end.asLong();
  }

  /**
   * What a server has logged last may be nothing that is committed, and then it keeps that to
   * itself for a while. Whatever was committed before the end was asked for is told by now.
   */
  private boolean holdsBackNothing() throws SQLException {
    Duration enough = untilFlushed == null ? table.untilFlushed() : untilFlushed;
    untilFlushed = enough;
    if (System.nanoTime() - wantedSince > enough.toNanos()
        && lsn.asLong() >= table.flushed().asLong()) {
      nothingBefore = wanted.asLong();
    }
    return nothingBefore == wanted.asLong();
  }

  @Override
  public List<ItemChange> poll(Duration atMost) throws Exception {
    long until = System.nanoTime() + atMost.toNanos();
    boolean awaited = !reached(wanted, returned);
    try {
      PGReplicationStream open = stream();
      while (true) {
        Session.stopIfInterrupted();
        ByteBuffer message = found.size() < MOST_AT_ONCE ? open.readPending() : null;
        if (message != null) {
          messages.read(message);
          continue;
        }
        lsn = inTransaction ? lsn : later(lsn, open.getLastReceiveLSN());
        boolean late = System.nanoTime() >= until;
        if (!found.isEmpty()) {
          if (isSeen()) {
            return take();
          }
          if (late) {
            return List.of();
          }
        } else {
          boolean there = reached(wanted, lsn);
          if (awaited && there || late || !there && askHowFar(open) && holdsBackNothing()) {
            return take();
          }
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      throw Place.of(setup.spec()).reading(e);
    }
  }

  /**
   * A commit is told as soon as it is on disk, which is before others see it: a moment, or as long
   * as it waits for a synchronous standby. Who read its rows now would read what was before.
   */
  private boolean isSeen() throws SQLException, Unavailable {
    if (unseen.isEmpty()) {
      return true;
    }
    Snapshot now = table.snapshot();
    unseen.removeIf(now::sees);
    if (unseen.isEmpty()) {
      unseenSince = 0;
      return true;
    }
    long since = unseenSince == 0 ? System.nanoTime() : unseenSince;
    unseenSince = since;
    if (System.nanoTime() - since > setup.callDeadline().toNanos()) {
      throw new Unavailable(
          "%s has changes that are committed and that nobody sees yet, after %d s: its server may wait for a synchronous standby"
              .formatted(Place.of(setup.spec()).name(), setup.callDeadline().toSeconds()));
    }
    return false;
  }

  private static LogSequenceNumber later(LogSequenceNumber one, LogSequenceNumber other) {
    return one.asLong() >= other.asLong() ? one : other;
  }

  /** A server with nothing to tell says how far it is when it is asked, and not often otherwise. */
  private boolean askHowFar(PGReplicationStream open) throws SQLException {
    boolean asks = System.nanoTime() - askedAt >= ASK_EVERY;
    if (asks) {
      askedAt = System.nanoTime();
      open.forceUpdateStatus();
    }
    return asks;
  }

  private List<ItemChange> take() throws Exception {
    if (unknown != null) {
      throw new PositionLost(
          "the log of " + Place.of(setup.spec()).name() + " does not say enough: " + unknown);
    }
    if (found.stream().anyMatch(each -> each.key() == null)) {
      TableShape now = table.shape();
      shape = now.columns().equals(shape.columns()) ? now : shape;
      other = now.equals(shape) ? null : now;
    }
    returned = lsn;
    expectSameShape();
    List<List<String>> texts = new ArrayList<>();
    for (Found each : found) {
      if (each.key() != null) {
        texts.add(each.key());
      }
    }
    Iterator<List<String>> keys = (texts.isEmpty() ? texts : table.keys(texts)).iterator();
    List<ItemChange> changes = new ArrayList<>(found.size());
    for (Found each : found) {
      if (each.key() == null) {
        changes.add(ItemChange.cleared());
      } else {
        String key = ItemKeys.of(keys.next());
        changes.add(each.gone() ? ItemChange.removed(key) : ItemChange.touched(key));
      }
    }
    found.clear();
    return changes;
  }

  private PGReplicationStream stream() throws Exception {
    PGReplicationStream open = stream;
    if (open == null) {
      Connection replicating = Session.replicating(setup);
      connection = replicating;
      open = ReplicationSlot.whenFree(setup.callDeadline(), () -> start(replicating));
      open.setFlushedLSN(lsn);
      open.setAppliedLSN(lsn);
      stream = open;
    }
    return open;
  }

  private PGReplicationStream start(Connection replicating) throws SQLException {
    return replicating
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(setup.spec().slot())
        .withStartPosition(lsn)
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", Names.quoted(Publication.name(setup.spec())))
        .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
        .withAutomaticFlush(false)
        .start();
  }

  /** Of no use where the stream is not open yet, as it was not read then. */
  @Override
  public void completed(String position) throws Exception {
    LogPosition upTo = LogPosition.parse(position);
    if (stream != null && upTo != null && upTo.lsn().asLong() <= returned.asLong()) {
      try {
        stream.setFlushedLSN(upTo.lsn());
        stream.setAppliedLSN(upTo.lsn());
        stream.forceUpdateStatus();
      } catch (SQLException e) {
        throw Place.of(setup.spec()).reading(e);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void begin(int number) {
    transaction = number;
    inTransaction = true;
  }

  @Override
  public void commit(LogSequenceNumber end) {
    inTransaction = false;
    lsn = later(lsn, end);
  }

  @Override
  public void touched(List<String> key) {
    add(new Found(key, false));
  }

  @Override
  public void removed(List<String> key) {
    add(new Found(key, true));
  }

  @Override
  public void cleared() {
    add(new Found(null, true));
  }

  private void add(Found change) {
    found.add(change);
    unseen.add(transaction);
  }

  @Override
  public void unknown(String why) {
    unknown = why;
  }
}
