package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A source that has items in the flow's state.
 *
 * @param id never given to another source
 * @param applied with the structure that is known to be in place outside, if any
 * @param attempted with the structure that a change which has not been seen to succeed leads to
 * @param leaving no longer declared; its claims are being released
 */
public record TrackedSource(
    int id, DeclaredSource applied, @Nullable DeclaredSource attempted, boolean leaving) {

  static TrackedSource created(int id, DeclaredSource declared) {
    return new TrackedSource(
        id, declared.bare(), declared.structure() == null ? null : declared, false);
  }

  public DeclaredSource source() {
    return attempted == null ? applied : attempted;
  }

  /** Whether a change of its structure was begun and has not been seen to succeed. */
  boolean pending() {
    return attempted != null && !leaving;
  }

  /** Every structure that may be in place, wholly or in part. */
  List<DeclaredSource> possible() {
    return Stream.of(applied, attempted)
        .filter(each -> each != null && each.structure() != null)
        .toList();
  }

  TrackedSource leaves() {
    return new TrackedSource(id, applied, attempted, true);
  }

  /** Declared, with a structure that is or is not the one in place. */
  TrackedSource stays(DeclaredSource declared) {
    boolean inPlace = attempted == null && applied.hasSameStructureAs(declared);
    return new TrackedSource(id, applied, inPlace ? null : declared, false);
  }

  /** Its structure was seen to be in place. */
  TrackedSource finished() {
    return new TrackedSource(id, source(), null, leaving);
  }
}
