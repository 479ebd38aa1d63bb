package dev.freshet.api;

/** A declared target that takes rows of type {@code R}. Every method returns this. */
public interface Target<R extends Record> {
  /**
   * The user owns the structure: Freshet writes and deletes its rows but never creates or drops.
   */
  Target<R> managedByUser();

  /**
   * Several items may declare one key with different values: the row of the smallest (source, item
   * key) stands, whatever the order of events, and no conflict is reported.
   */
  Target<R> shared();
}
