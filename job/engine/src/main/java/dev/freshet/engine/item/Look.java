package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;

/**
 * An item to be read and, if its content is new, given to the item function.
 *
 * @param knownContent the content for which the function need not run; null if it must run
 */
public record Look(
    Fingerprint id, ItemChange change, @Nullable Fingerprint knownContent, Asker asker) {

  /** Who wants to know. Called by worker threads. */
  public interface Asker {
    /** Whether the answer is no longer wanted. */
    boolean cancelled();

    void done(Look look, Outcome outcome);
  }
}
