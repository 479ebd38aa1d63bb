package dev.freshet.api;

import java.util.function.Consumer;

/** A target connector that can say which rows its target holds, for verify and repair. */
public interface ListsRows<P, K, V> {
  /** Reports every row of the target, ours or not, or throws. */
  void listRows(P prepared, Consumer<Upsert<K, V>> rows) throws Exception;
}
