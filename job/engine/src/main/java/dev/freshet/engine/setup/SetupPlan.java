package dev.freshet.engine.setup;

import dev.freshet.engine.setup.DeclaredTarget.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What brings the structures of all targets to what the flow declares. Planning reads nothing and
 * changes nothing outside; {@link SetupChanges} carries a plan out.
 *
 * <p>A target is the place it writes to, its type and persistent key. Another name for the same
 * place changes nothing; another place is another target. Every incarnation of a target has a
 * generation of its own. A place has one incarnation at a time: where the structure can be removed
 * with its rows, the next one follows in the same plan; where rows have to be deleted one by one
 * (user-managed structures, connectors whose drop leaves rows), the old incarnation leaves first
 * and the new one is {@link #waiting}, because the deletions of the old one could otherwise meet
 * the rows of the new one.
 *
 * <p>After an interrupted change, the same declaration repeats it; any other takes the next
 * generation, even one that equals what was applied last, because part of the interrupted change
 * may have removed rows.
 *
 * <p>Switches that a connector does not see:
 *
 * <ul>
 *   <li>{@code shared()} decides which claimant's row stands, so a switch raises the revision:
 *       every item declares its rows again, and rows that stand are written.
 *   <li>{@code managedByUser()} switched on changes no row and calls nothing, from then on for
 *       ever. It is refused while an earlier change is unfinished, which only Freshet could finish.
 *   <li>{@code managedByUser()} switched off creates the structure where the user's own stands, and
 *       raises the revision, since a connector's create promises the structure and not the rows.
 * </ul>
 *
 * @param state to be written before the first step
 * @param steps those of sources, then drops, alterations and creations of targets
 * @param waiting the names of declared targets whose place still holds rows of an earlier
 *     incarnation: once those are gone and forgotten, plan again
 * @param needsConsent whether this plan decides to remove a structure or all rows of a target; what
 *     an earlier plan decided is not asked again
 * @param describe one line a change
 */
public record SetupPlan(
    SetupState state,
    List<SetupStep> steps,
    List<String> waiting,
    boolean needsConsent,
    List<String> describe) {

  public SetupPlan {
    steps = List.copyOf(steps);
    waiting = List.copyOf(waiting);
    describe = List.copyOf(describe);
  }

  /**
   * @param full whether all rows are to be written again
   * @throws StateException if the declaration cannot follow on what is persisted
   */
  public static SetupPlan plan(
      SetupState persisted,
      List<DeclaredSource> sources,
      List<DeclaredTarget> targets,
      Connectors connectors,
      boolean full)
      throws StateException {
    PlanLines lines = new PlanLines(connectors);
    Map<Place, DeclaredTarget> places = places(targets, lines);
    SourcePlanner planned = SourcePlanner.plan(persisted, sources, lines);
    return new TargetPlanner(persisted, connectors, lines, full).plan(places, planned);
  }

  /**
   * What follows when the claims of these leaving sources were released, the rows of these leaving
   * targets deleted, and all of it committed.
   */
  public static SetupPlan forgetLeaving(
      SetupState persisted, Set<Integer> sources, Set<Integer> generations, Connectors connectors) {
    PlanLines lines = new PlanLines(connectors);
    SourcePlanner left = SourcePlanner.forget(persisted, sources, lines);
    return new TargetPlanner(persisted, connectors, lines, false).forget(generations, left);
  }

  /** Whether carrying it out would change anything, be it only the state. */
  public boolean changes(SetupState persisted) {
    return !steps.isEmpty() || !SetupJson.write(state).equals(SetupJson.write(persisted));
  }

  private static Map<Place, DeclaredTarget> places(List<DeclaredTarget> declared, PlanLines lines)
      throws StateException {
    Map<Place, DeclaredTarget> places = new LinkedHashMap<>();
    for (DeclaredTarget target : declared) {
      DeclaredTarget other = places.putIfAbsent(target.place(), target);
      if (other != null) {
        throw new StateException(
            "Targets %s and %s both write to %s: give each a place of its own."
                .formatted(other.name(), target.name(), lines.place(target)));
      }
    }
    return places;
  }
}
