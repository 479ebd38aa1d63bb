package dev.freshet.engine.item;

import dev.freshet.api.ItemReader;

/** A reader together with the connector that it belongs to; closing closes both. One thread. */
public interface OpenReader extends AutoCloseable {
  ItemReader reader();
}
