package dev.freshet.api;

import java.util.List;

/** A target connector whose rows a person can search, with {@code freshet query}. */
public interface FindsRows<S extends TargetSpec> {
  /**
   * Finds rows of the target, the best first. Only reads, and may do so while a job writes.
   *
   * @throws IllegalArgumentException if its rows have nothing that can be searched so, saying what
   *     they would need
   */
  List<FoundRow> findRows(Setup<S> setup, RowSearch search) throws Exception;
}
