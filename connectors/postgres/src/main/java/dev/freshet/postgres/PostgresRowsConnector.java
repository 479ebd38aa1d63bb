package dev.freshet.postgres;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.SourceConnector;

/**
 * The source {@code postgres}. A reader has one connection, and one that follows the table another.
 */
public final class PostgresRowsConnector implements SourceConnector<PostgresRows> {
  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public Class<PostgresRows> specType() {
    return PostgresRows.class;
  }

  @Override
  public void check(Setup<PostgresRows> setup) {
    new RowsCheck(setup).run();
  }

  /** Items of other key columns or another query are other items. */
  @Override
  public String persistentKey(Setup<PostgresRows> setup) {
    PostgresRows spec = setup.spec();
    String rows = spec.query() == null ? Names.table(spec) : "query " + spec.query();
    return Address.of(spec.url()) + " " + rows + " by " + Names.quoted(spec.key());
  }

  @Override
  public String describe(String persistentKey) {
    int space = persistentKey.indexOf(' ');
    return "rows of "
        + persistentKey.substring(space + 1)
        + " of "
        + persistentKey.substring(0, Math.max(0, space));
  }

  /** Of what follows the table; where no slot is named there is nothing to do. */
  @Override
  public void applySetupChange(SetupChange<PostgresRows> change) throws Exception {
    if (change instanceof SetupChange.Create<PostgresRows> create) {
      ReplicationSetup.create(create.current());
    } else if (change instanceof SetupChange.Alter<PostgresRows> alter) {
      ReplicationSetup.dropAllBut(alter.current().spec(), alter.previous());
      ReplicationSetup.create(alter.current());
    } else if (change instanceof SetupChange.Drop<PostgresRows> drop) {
      ReplicationSetup.drop(drop.previous());
    }
  }

  /**
   * @throws IllegalArgumentException if there are no such columns
   */
  @Override
  public ItemReader open(Setup<PostgresRows> setup) throws Exception {
    Session session = Session.reading(setup);
    try {
      RowsReader reader = new RowsReader(setup.spec(), session);
      reader.check();
      return setup.spec().slot() == null ? reader : new FollowedRows(setup, session, reader);
    } catch (Throwable e) {
      session.close();
      throw e;
    }
  }
}
