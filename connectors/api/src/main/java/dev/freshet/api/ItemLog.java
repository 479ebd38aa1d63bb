package dev.freshet.api;

/** An open log of changes, each of which {@link #poll} returns once and in order. */
public interface ItemLog extends ItemWatch {
  /** Behind every change that was returned, and before every other: where to go on later. */
  String position();

  /** Behind every change that has been made by now, to be compared by {@link #reached}. */
  String end() throws Exception;

  /** Whether every change before this end has been returned. */
  boolean reached(String end);

  /**
   * Changes before this position are never asked for again: what keeps them may let them go. Called
   * after a checkpoint that contains them; also late, or not at all.
   */
  void completed(String position) throws Exception;
}
