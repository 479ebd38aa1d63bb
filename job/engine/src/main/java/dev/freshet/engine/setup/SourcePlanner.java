package dev.freshet.engine.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives every source its number. One that is put back while it leaves is the same source again: its
 * items that were released meanwhile come back as new ones. What was set up for it outside goes
 * when it is forgotten.
 */
final class SourcePlanner {
  private final PlanLines lines;
  private final List<TrackedSource> sources = new ArrayList<>();
  private final List<SetupStep> steps = new ArrayList<>();
  private int nextId;

  private SourcePlanner(SetupState persisted, PlanLines lines) {
    this.lines = lines;
    nextId = persisted.nextSourceId();
  }

  static SourcePlanner plan(SetupState persisted, List<DeclaredSource> declared, PlanLines lines) {
    SourcePlanner planner = new SourcePlanner(persisted, lines);
    List<DeclaredSource> unknown = new ArrayList<>(declared);
    for (TrackedSource tracked : persisted.sources()) {
      Optional<DeclaredSource> still =
          declared.stream().filter(source -> source.isSameAs(tracked.source())).findFirst();
      if (still.isPresent()) {
        unknown.removeIf(source -> source.isSameAs(tracked.source()));
        planner.stay(tracked, still.get());
      } else {
        planner.leave(tracked);
      }
    }
    unknown.forEach(planner::create);
    return planner;
  }

  /** These leaving sources are forgotten. */
  static SourcePlanner forget(SetupState persisted, Set<Integer> ids, PlanLines lines) {
    SourcePlanner planner = new SourcePlanner(persisted, lines);
    for (TrackedSource tracked : persisted.sources()) {
      boolean goes = tracked.leaving() && ids.contains(tracked.id());
      if (!goes || !tracked.possible().isEmpty()) {
        planner.sources.add(tracked);
      }
      if (goes) {
        for (DeclaredSource possible : tracked.possible()) {
          planner.steps.add(new SetupStep.DropSource(tracked.id(), possible));
        }
      }
    }
    return planner;
  }

  List<TrackedSource> sources() {
    return sources;
  }

  List<SetupStep> steps() {
    return steps;
  }

  int nextId() {
    return nextId;
  }

  private void create(DeclaredSource declared) {
    if (sources.stream().anyMatch(tracked -> tracked.source().isSameAs(declared))) {
      return;
    }
    TrackedSource created = TrackedSource.created(nextId++, declared);
    sources.add(created);
    lines.add('+', declared, "read %s");
    if (created.pending()) {
      steps.add(new SetupStep.CreateSource(created.id(), declared));
    }
  }

  private void stay(TrackedSource tracked, DeclaredSource declared) {
    if (tracked.leaving()) {
      lines.add('+', declared, "read %s again");
    }
    TrackedSource stays = tracked.stays(declared);
    sources.add(stays);
    if (!stays.pending()) {
      return;
    }
    List<DeclaredSource> possible = tracked.possible();
    if (possible.isEmpty()) {
      steps.add(new SetupStep.CreateSource(tracked.id(), declared));
    }
    for (DeclaredSource each : possible) {
      steps.add(new SetupStep.AlterSource(tracked.id(), each, declared));
    }
  }

  private void leave(TrackedSource tracked) {
    lines.add('-', tracked.source(), "leave %s and delete the rows that only it declared");
    sources.add(tracked.leaves());
  }
}
