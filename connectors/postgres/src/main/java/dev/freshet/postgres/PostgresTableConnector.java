package dev.freshet.postgres;

import dev.freshet.api.Compatibility;
import dev.freshet.api.FindsRows;
import dev.freshet.api.FoundRow;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The target {@code postgres}. An instance has one connection for each database and user. */
public final class PostgresTableConnector
    implements TargetConnector<PostgresTable, PreparedTable, Row, Row>,
        ListsRows<PreparedTable, Row, Row>,
        FindsRows<PostgresTable> {

  private final Map<Login, Session> sessions = new HashMap<>();
  private int tables;

  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public Class<PostgresTable> specType() {
    return PostgresTable.class;
  }

  @Override
  public void check(Setup<PostgresTable> setup) {
    new SpecCheck(setup).run();
  }

  @Override
  public String persistentKey(Setup<PostgresTable> setup) {
    PostgresTable spec = setup.spec();
    return Address.of(spec.url()) + " " + Names.table(spec);
  }

  @Override
  public String describe(String persistentKey) {
    int space = persistentKey.indexOf(' ');
    return "table "
        + persistentKey.substring(space + 1)
        + " of "
        + persistentKey.substring(0, Math.max(0, space));
  }

  @Override
  public Compatibility compatibility(Setup<PostgresTable> previous, Setup<PostgresTable> current) {
    if (!persistentKey(previous).equals(persistentKey(current))) {
      return Compatibility.RECREATE;
    }
    return new Comparison(previous, current).compatibility();
  }

  @Override
  public void applySetupChange(SetupChange<PostgresTable> change) throws Exception {
    if (change instanceof SetupChange.Create<PostgresTable> create) {
      apply(create.current(), TableSetup::create);
    } else if (change instanceof SetupChange.Alter<PostgresTable> alter) {
      apply(alter.current(), table -> table.alter(alter.previous()));
    } else if (change instanceof SetupChange.Drop<PostgresTable> drop) {
      apply(drop.previous(), TableSetup::drop);
    }
  }

  private interface Change {
    void apply(TableSetup table) throws SQLException, InterruptedException;
  }

  private static void apply(Setup<PostgresTable> setup, Change change) throws Exception {
    try (Session session = Session.changing(setup)) {
      change.apply(new TableSetup(session, setup));
    } catch (SQLException e) {
      throw Place.of(setup.spec()).preparing(e);
    }
  }

  @Override
  public PreparedTable prepare(Setup<PostgresTable> setup) throws Exception {
    Session session = session(setup);
    try {
      PreparedTable table = PreparedTable.of(setup, session, tables++);
      session.rollback();
      return table;
    } catch (SQLException e) {
      throw Place.of(setup.spec()).preparing(e);
    }
  }

  private Session session(Setup<PostgresTable> setup) throws Exception {
    Login login = Login.of(setup.spec());
    Session session = sessions.get(login);
    if (session == null) {
      session = Session.writing(setup);
      sessions.put(login, session);
    }
    return session;
  }

  @Override
  public void mutate(List<TargetMutations<PreparedTable, Row, Row>> all) throws Exception {
    Map<Session, List<TargetMutations<PreparedTable, Row, Row>>> bySession = new LinkedHashMap<>();
    for (TargetMutations<PreparedTable, Row, Row> each : all) {
      bySession.computeIfAbsent(each.prepared().session(), missing -> new ArrayList<>()).add(each);
    }
    for (Map.Entry<Session, List<TargetMutations<PreparedTable, Row, Row>>> each :
        bySession.entrySet()) {
      new Transaction(each.getKey(), each.getValue()).run();
    }
  }

  @Override
  public void loaded(Setup<PostgresTable> setup) throws Exception {
    if (!TableIndexes.wants(setup.spec())) {
      return;
    }
    try (Session session = Session.building(setup)) {
      new TableIndexes(session, setup).createAll();
    } catch (SQLException e) {
      throw Place.of(setup.spec()).preparing(e);
    }
  }

  @Override
  public void listRows(PreparedTable prepared, Consumer<Upsert<Row, Row>> rows) throws Exception {
    try {
      new RowListing(prepared).run(rows);
    } catch (SQLException e) {
      throw prepared.place().preparing(e);
    }
  }

  @Override
  public List<FoundRow> findRows(Setup<PostgresTable> setup, RowSearch search) throws Exception {
    PreparedTable table = prepare(setup);
    try {
      return new TableSearch(table, setup.spec()).run(search);
    } catch (SQLException e) {
      throw table.place().preparing(e);
    }
  }

  @Override
  public void close() throws SQLException {
    SQLException failure = null;
    for (Session session : sessions.values()) {
      try {
        session.close();
      } catch (SQLException e) {
        failure = e;
      }
    }
    sessions.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
