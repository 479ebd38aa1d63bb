package dev.freshet.engine.flow;

/**
 * How many items of a source may go at once before their removal is held.
 *
 * @param fraction of the items that are known; more than this many are held
 * @param fewest held at once; fewer are always believed, unless they are all
 * @param guarded whether anything is held at all
 */
public record RemovalLimit(double fraction, int fewest, boolean guarded) {
  public static final RemovalLimit DEFAULT = new RemovalLimit(0.5, 100, true);
  public static final RemovalLimit NONE = new RemovalLimit(1, 1, false);
}
