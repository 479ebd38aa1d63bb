package dev.freshet.api;

/** Lists and reads items of one kind of source. */
public interface SourceConnector<S extends SourceSpec> extends Connector<S> {
  /** Opens a reader for one thread; called once for every thread that reads. */
  ItemReader open(Setup<S> setup) throws Exception;
}
