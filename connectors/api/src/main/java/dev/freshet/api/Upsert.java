package dev.freshet.api;

/** The row with this key shall exist with this value, whether or not it existed. */
public record Upsert<K, V>(K key, V value) implements RowMutation<K> {}
