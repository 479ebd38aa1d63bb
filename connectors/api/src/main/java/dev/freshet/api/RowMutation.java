package dev.freshet.api;

/** A change of one row. */
public sealed interface RowMutation<K> permits Upsert, Delete {
  K key();
}
