package dev.freshet.api;

/** No row with this key shall exist, whether or not one existed. */
public record Delete<K>(K key) implements RowMutation<K> {}
