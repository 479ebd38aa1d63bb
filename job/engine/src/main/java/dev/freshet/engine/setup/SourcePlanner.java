package dev.freshet.engine.setup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every source its number. One that is put back while it leaves is the same source again: its
 * items that were released meanwhile come back as new ones.
 */
final class SourcePlanner {
  private final PlanLines lines;
  private final List<TrackedSource> sources = new ArrayList<>();
  private int nextId;

  SourcePlanner(SetupState persisted, List<DeclaredSource> declared, PlanLines lines) {
    this.lines = lines;
    nextId = persisted.nextSourceId();
    Set<DeclaredSource> known = new HashSet<>();
    for (TrackedSource tracked : persisted.sources()) {
      known.add(tracked.source());
      sources.add(declared.contains(tracked.source()) ? stay(tracked) : leave(tracked));
    }
    for (DeclaredSource source : declared) {
      if (known.add(source)) {
        sources.add(new TrackedSource(nextId++, source, false));
        lines.add('+', source, "read %s");
      }
    }
  }

  List<TrackedSource> sources() {
    return sources;
  }

  int nextId() {
    return nextId;
  }

  private TrackedSource stay(TrackedSource tracked) {
    if (tracked.leaving()) {
      lines.add('+', tracked.source(), "read %s again");
    }
    return tracked.stays();
  }

  private TrackedSource leave(TrackedSource tracked) {
    lines.add('-', tracked.source(), "leave %s and delete the rows that only it declared");
    return tracked.leaves();
  }
}
