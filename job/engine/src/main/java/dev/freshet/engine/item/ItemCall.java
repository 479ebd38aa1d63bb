package dev.freshet.engine.item;

import dev.freshet.api.ItemContent;

/** Decides whether the function must run on this content, and runs it. Called by many threads. */
@FunctionalInterface
public interface ItemCall {
  Outcome run(Look look, ItemContent content) throws Exception;
}
