package dev.freshet.dist;

import java.util.Map;

/** A target whose runs are killed: how a flow names it, and how its rows are read. */
interface KilledTarget {
  /**
   * Type and options of a target of rows with the key {@code id} and a {@code text}, as a YAML
   * mapping on one line.
   *
   * @param place letters, digits and underscores; another one is another table, directory or such
   */
  String yaml(String place);

  /**
   * The text of each row by its key; nothing if the place is not there. Also called while a run
   * writes.
   */
  Map<String, String> rows(String place) throws Exception;
}
