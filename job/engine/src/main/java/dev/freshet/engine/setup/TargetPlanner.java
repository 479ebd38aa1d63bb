package dev.freshet.engine.setup;

import dev.freshet.api.Compatibility;
import dev.freshet.engine.setup.DeclaredTarget.Place;
import dev.freshet.engine.setup.TrackedTarget.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what becomes of each target. {@link SetupPlan} has the rules. */
final class TargetPlanner {
  private final SetupState persisted;
  private final Connectors connectors;
  private final PlanLines lines;
  private final boolean full;

  private final List<TrackedTarget> targets = new ArrayList<>();
  private final List<SetupStep> drops = new ArrayList<>();
  private final List<SetupStep> alterations = new ArrayList<>();
  private final List<SetupStep> creations = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private int nextGeneration;
  private boolean needsConsent;

  TargetPlanner(SetupState persisted, Connectors connectors, PlanLines lines, boolean full) {
    this.persisted = persisted;
    this.connectors = connectors;
    this.lines = lines;
    this.full = full;
    nextGeneration = persisted.nextGeneration();
  }

  SetupPlan plan(Map<Place, DeclaredTarget> declared, SourcePlanner sources) throws StateException {
    Map<Place, DeclaredTarget> unplaced = new LinkedHashMap<>(declared);
    for (TrackedTarget tracked : persisted.targets()) {
      DeclaredTarget current = declared.get(tracked.place());
      if (tracked.status() == Status.DROPPING) {
        drop(tracked, "finish dropping %s");
      } else if (current == null) {
        retire(tracked);
      } else {
        unplaced.remove(tracked.place());
        change(tracked, current);
      }
    }
    for (DeclaredTarget target : unplaced.values()) {
      create(target);
    }
    return result(sources);
  }

  /** Every leaving target of which {@code emptied} has the generation is forgotten. */
  SetupPlan forget(Set<Integer> emptied, SourcePlanner sources) {
    for (TrackedTarget tracked : persisted.targets()) {
      if (tracked.status() != Status.LEAVING || !emptied.contains(tracked.generation())) {
        targets.add(tracked);
      } else if (!tracked.userManages()) {
        drop(tracked, "drop %s");
      }
    }
    return result(sources);
  }

  private SetupPlan result(SourcePlanner sources) {
    List<SetupStep> steps = new ArrayList<>(sources.steps());
    steps.addAll(drops);
    steps.addAll(alterations);
    steps.addAll(creations);
    SetupState state = new SetupState(nextGeneration, sources.nextId(), sources.sources(), targets);
    return new SetupPlan(state, steps, waiting, needsConsent, lines.all());
  }

  private void change(TrackedTarget tracked, DeclaredTarget declared) throws StateException {
    DeclaredTarget attempted = tracked.attempted();
    if (attempted == null) {
      changeSettled(tracked, tracked.setup(), declared);
    } else if (declared.managedByUser()) {
      throw handOverRefused(declared);
    } else if (attempted.sameStructure(declared)) {
      lines.add('~', declared, "repeat the interrupted change of %s");
      move(tracked, declared, attempted.shared() != declared.shared());
    } else {
      replace(tracked, declared);
    }
  }

  private void changeSettled(
      TrackedTarget tracked, DeclaredTarget previous, DeclaredTarget declared) {
    Compatibility compatibility = compatibility(previous, declared);
    if (compatibility == Compatibility.RECREATE) {
      replace(tracked, declared);
    } else {
      boolean rewrite =
          compatibility == Compatibility.REWRITE_ROWS
              || previous.shared() != declared.shared()
              || previous.managedByUser() && !declared.managedByUser();
      lines.change(tracked, previous, declared, rewrite || full);
      move(tracked, declared, rewrite);
    }
  }

  private Compatibility compatibility(DeclaredTarget previous, DeclaredTarget declared) {
    if (previous.sameStructure(declared)) {
      return Compatibility.COMPATIBLE;
    }
    return previous.sameKey(declared)
        ? connectors.compatibility(previous, declared)
        : Compatibility.RECREATE;
  }

  /** The incarnation goes on, its structure brought from what is applied to what is declared. */
  private void move(TrackedTarget tracked, DeclaredTarget declared, boolean rewrite) {
    TrackedTarget next = tracked.with(Status.IN_USE);
    boolean pending = step(tracked, declared);
    next = pending ? next.attempting(declared) : next.applied(declared);
    targets.add(rewrite || full ? next.withRevision(next.revision() + 1) : next);
  }

  private boolean step(TrackedTarget tracked, DeclaredTarget declared) {
    DeclaredTarget applied = tracked.applied();
    if (declared.managedByUser()) {
      return false;
    }
    if (applied == null || applied.managedByUser()) {
      creations.add(new SetupStep.Create(tracked.generation(), declared));
      return true;
    }
    if (tracked.attempted() == null && applied.sameStructure(declared)) {
      return false;
    }
    alterations.add(new SetupStep.Alter(tracked.generation(), applied, declared));
    return true;
  }

  private void replace(TrackedTarget tracked, DeclaredTarget declared) {
    TrackedTarget old = declared.managedByUser() ? tracked.handedToUser() : tracked;
    if (retire(old) == Status.LEAVING) {
      waiting.add(declared.name());
      lines.add('+', declared, "create %s anew once those rows are deleted");
    } else {
      add(declared);
    }
  }

  private Status retire(TrackedTarget tracked) {
    needsConsent |= tracked.status() == Status.IN_USE;
    if (tracked.status() == Status.IN_USE && dropSuffices(tracked)) {
      drop(tracked, "drop %s");
      return Status.DROPPING;
    }
    targets.add(tracked.with(Status.LEAVING));
    lines.add(
        '-',
        tracked.setup(),
        tracked.userManages()
            ? "delete its rows from %s, whose structure is yours and stays"
            : "drop %s (its rows are deleted first)");
    return Status.LEAVING;
  }

  private boolean dropSuffices(TrackedTarget tracked) {
    return tracked.applied() == null
        || !tracked.userManages() && connectors.dropDeletesRows(tracked.setup());
  }

  private void drop(TrackedTarget tracked, String sentence) {
    lines.add('-', tracked.setup(), sentence);
    targets.add(tracked.with(Status.DROPPING));
    for (DeclaredTarget possible : tracked.possible()) {
      drops.add(new SetupStep.Drop(tracked.generation(), possible));
    }
  }

  private void create(DeclaredTarget declared) throws StateException {
    if (declared.managedByUser() && isBeingDropped(declared.place())) {
      throw handOverRefused(declared);
    }
    add(declared);
  }

  private void add(DeclaredTarget declared) {
    TrackedTarget target = TrackedTarget.created(nextGeneration++, declared);
    targets.add(target);
    if (declared.managedByUser()) {
      lines.add('+', declared, "write to %s, whose structure is yours");
    } else {
      lines.add('+', declared, "create %s");
      creations.add(new SetupStep.Create(target.generation(), declared));
    }
  }

  private boolean isBeingDropped(Place place) {
    return persisted.targets().stream()
        .anyMatch(target -> target.status() == Status.DROPPING && target.place().equals(place));
  }

  private StateException handOverRefused(DeclaredTarget declared) {
    return new StateException(
        "Target %s cannot be managed by you yet, because a change of %s was interrupted: run once without managedByUser, then switch it on."
            .formatted(declared.name(), lines.place(declared)));
  }
}
