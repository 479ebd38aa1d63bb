package dev.freshet.engine.flow;

import dev.freshet.api.Connector;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;

/** What sources and targets have in common, as the engine sees it. */
abstract class GuardedConnector<S> implements Connector<S> {
  final ConnectorCalls calls;
  private final Connector<S> connector;

  GuardedConnector(Connector<S> connector) {
    this.connector = connector;
    this.calls = ConnectorCalls.of(connector);
  }

  @Override
  public String type() {
    return calls.answer("type", connector::type);
  }

  @Override
  public Class<S> specType() {
    return calls.answer("specType", connector::specType);
  }

  @Override
  public void check(Setup<S> setup) {
    calls.plain(() -> connector.check(setup));
  }

  @Override
  public String persistentKey(Setup<S> setup) {
    return calls.plain(() -> connector.persistentKey(setup));
  }

  @Override
  public String describe(String persistentKey) {
    return KnownSecrets.masked(calls.answer("describe", () -> connector.describe(persistentKey)));
  }

  @Override
  public void applySetupChange(SetupChange<S> change) throws Exception {
    calls.changed("applySetupChange", nameIn(change), () -> connector.applySetupChange(change));
  }

  @Override
  public void close() throws Exception {
    calls.discreet(connector::close);
  }

  private static String nameIn(SetupChange<?> change) {
    if (change instanceof SetupChange.Create<?> create) {
      return create.current().name();
    }
    return change instanceof SetupChange.Alter<?> alter
        ? alter.current().name()
        : ((SetupChange.Drop<?>) change).previous().name();
  }
}
