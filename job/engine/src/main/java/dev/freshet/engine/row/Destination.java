package dev.freshet.engine.row;

import java.util.List;

/** An open connection to the targets of one connector type. One thread; closed after a failure. */
public interface Destination extends AutoCloseable {
  /**
   * Applies these mutations, each row at most once, durably. Mutations of generations that are no
   * longer live are left out.
   *
   * @return the rows that can never succeed
   */
  List<Rejection> mutate(List<Mutation> mutations, long sequence) throws Exception;
}
