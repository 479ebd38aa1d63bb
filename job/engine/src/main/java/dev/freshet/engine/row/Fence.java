package dev.freshet.engine.row;

/** Tells whether this run still owns its flow. Cheap enough to ask before every call and row. */
@FunctionalInterface
public interface Fence {
  /** Throws if another run has taken the flow over. */
  void check() throws Exception;
}
