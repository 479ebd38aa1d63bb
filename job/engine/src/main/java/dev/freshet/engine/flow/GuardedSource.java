package dev.freshet.engine.flow;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemLog;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.WatchingReader;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A source connector as the engine sees it, and the readers that it opens. */
final class GuardedSource<S extends SourceSpec> extends GuardedConnector<S>
    implements SourceConnector<S> {
  private final SourceConnector<S> connector;

  GuardedSource(SourceConnector<S> connector) {
    super(connector);
    this.connector = connector;
  }

  @Override
  public ItemReader open(Setup<S> setup) throws Exception {
    ItemReader reader = calls.prepared("open", setup.name(), () -> connector.open(setup));
    if (reader instanceof LogReader logged) {
      return new Logging(logged, calls, setup.name());
    }
    return reader instanceof WatchingReader watching
        ? new Watching(watching, calls, setup.name())
        : new Reader(reader, calls, setup.name());
  }

  private static class Reader implements ItemReader {
    private final ItemReader reader;
    final ConnectorCalls calls;
    private final String source;

    Reader(ItemReader reader, ConnectorCalls calls, String source) {
      this.reader = reader;
      this.calls = calls;
      this.source = source;
    }

    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      calls.named("list", source, () -> reader.list(items));
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      return calls.discreet(() -> reader.read(keys));
    }

    @Override
    public int readsTogether() {
      return reader.readsTogether();
    }

    @Override
    public void close() throws Exception {
      calls.discreet(reader::close);
    }
  }

  private static final class Watching extends Reader implements WatchingReader {
    private final WatchingReader reader;

    Watching(WatchingReader reader, ConnectorCalls calls, String source) {
      super(reader, calls, source);
      this.reader = reader;
    }

    @Override
    public ItemWatch watch() throws Exception {
      return new Watch<>(calls.discreet(reader::watch), calls);
    }
  }

  private static final class Logging extends Reader implements LogReader {
    private final LogReader reader;

    Logging(LogReader reader, ConnectorCalls calls, String source) {
      super(reader, calls, source);
      this.reader = reader;
    }

    @Override
    public ItemLog log(@Nullable String position) throws Exception {
      return new Log(calls.discreet(() -> reader.log(position)), calls);
    }
  }

  private static class Watch<W extends ItemWatch> implements ItemWatch {
    final W watch;
    final ConnectorCalls calls;

    Watch(W watch, ConnectorCalls calls) {
      this.watch = watch;
      this.calls = calls;
    }

    @Override
    public List<ItemChange> poll(Duration atMost) throws Exception {
      return calls.discreet(() -> watch.poll(atMost));
    }

    @Override
    public void close() throws Exception {
      calls.discreet(watch::close);
    }
  }

  private static final class Log extends Watch<ItemLog> implements ItemLog {
    Log(ItemLog log, ConnectorCalls calls) {
      super(log, calls);
    }

    @Override
    public String position() {
      return watch.position();
    }

    @Override
    public String end() throws Exception {
      return calls.discreet(watch::end);
    }

    @Override
    public boolean reached(String end) {
      return watch.reached(end);
    }

    @Override
    public void completed(String position) throws Exception {
      calls.discreet(() -> watch.completed(position));
    }
  }
}
