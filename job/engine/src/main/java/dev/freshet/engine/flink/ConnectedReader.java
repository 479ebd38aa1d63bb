package dev.freshet.engine.flink;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.engine.item.OpenReader;

/** A reader and the connector instance that made it. */
record ConnectedReader(SourceConnector<?> connector, ItemReader reader) implements OpenReader {

  static <S extends SourceSpec> ConnectedReader open(SourceConnector<S> connector, Setup<S> setup)
      throws Exception {
    try {
      ItemReader reader = connector.open(setup);
      if (reader == null) {
        throw new IllegalStateException(
            "The connector " + connector.type() + " returned no reader for " + setup.name());
      }
      return new ConnectedReader(connector, reader);
    } catch (Throwable e) {
      connector.close();
      throw e;
    }
  }

  @Override
  public void close() throws Exception {
    try {
      reader.close();
    } finally {
      connector.close();
    }
  }
}
