package dev.freshet.postgres;

import static dev.freshet.api.ItemChange.Kind.TOUCHED;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemLog;
import dev.freshet.api.ItemReader;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.SetupChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A table that a test follows. One thread. */
final class Followed implements AutoCloseable {
  private final TrialRows table;
  private final ItemReader reader;
  private final ItemLog log;

  private Followed(TrialRows table, ItemReader reader, ItemLog log) {
    this.table = table;
    this.reader = reader;
    this.log = log;
  }

  /** The same table, with a slot of its name. */
  static TrialRows slot(TrialRows table) {
    return table.with(table.spec().followedBySlot(String.valueOf(table.spec().table())));
  }

  static void setUp(TrialRows table) throws Exception {
    new PostgresRowsConnector().applySetupChange(new SetupChange.Create<>(table.setup()));
  }

  static void drop(TrialRows table) throws Exception {
    new PostgresRowsConnector().applySetupChange(new SetupChange.Drop<>(table.setup()));
  }

  static Followed open(TrialRows table) throws Exception {
    return open(table, null);
  }

  static Followed open(TrialRows table, @Nullable String position) throws Exception {
    ItemReader reader = table.open();
    try {
      return new Followed(table, reader, ((LogReader) reader).log(position));
    } catch (Exception e) {
      reader.close();
      throw e;
    }
  }

  /** What was told up to now, as {@code +key}, {@code -key} and {@code cleared}. */
  List<String> told() throws Exception {
    String end = log.end();
    List<String> told = new ArrayList<>();
    do {
      for (ItemChange change : log.poll(Duration.ofMillis(100))) {
        told.add(
            change.key().isEmpty()
                ? "cleared"
                : (change.kind() == TOUCHED ? "+" : "-") + change.key());
      }
    } while (!log.reached(end));
    return told;
  }

  List<String> toldOf(String statement) throws Exception {
    table.execute(statement);
    return told();
  }

  String position() {
    return log.position();
  }

  ItemLog log() {
    return log;
  }

  @Override
  public void close() throws Exception {
    log.close();
    reader.close();
  }
}
