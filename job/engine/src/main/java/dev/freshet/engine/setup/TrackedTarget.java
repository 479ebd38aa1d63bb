package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.DeclaredTarget.Place;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One incarnation of a target: from the creation of its structure to the end of its rows.
 *
 * @param generation never given to another incarnation of any target of the flow
 * @param revision rises when its rows must be written again in place; begins at 1
 * @param applied the structure that is known to be in place; null while it is first created
 * @param attempted the structure that a change which has not been seen to succeed leads to
 * @param loaded whether its rows were complete once
 */
public record TrackedTarget(
    int generation,
    int revision,
    Status status,
    @Nullable DeclaredTarget applied,
    @Nullable DeclaredTarget attempted,
    boolean loaded) {

  /** Where an incarnation is in its life. */
  public enum Status {
    /** Declared by the flow. */
    IN_USE,
    /** No longer declared; the job deletes its rows one by one. */
    LEAVING,
    /** Holds no rows of ours that matter; its structure is being removed. */
    DROPPING
  }

  public TrackedTarget {
    if (applied == null && attempted == null) {
      throw new IllegalArgumentException("Generation " + generation + " has no setup");
    }
  }

  static TrackedTarget created(int generation, DeclaredTarget declared) {
    return declared.managedByUser()
        ? new TrackedTarget(generation, 1, Status.IN_USE, declared, null, false)
        : new TrackedTarget(generation, 1, Status.IN_USE, null, declared, false);
  }

  /**
   * How to open it: as declared, or for one that leaves, the structure that its rows were written
   * to.
   */
  public DeclaredTarget setup() {
    boolean wanted = attempted != null && (applied == null || status != Status.LEAVING);
    return Objects.requireNonNull(wanted ? attempted : applied);
  }

  public String name() {
    return setup().name();
  }

  /** Whether a change of its structure was begun and has not been seen to succeed. */
  public boolean pending() {
    return status == Status.DROPPING || status == Status.IN_USE && attempted != null;
  }

  Place place() {
    return setup().place();
  }

  /** Every structure that may be in place, wholly or in part. */
  List<DeclaredTarget> possible() {
    return Stream.of(applied, attempted)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }

  boolean userManages() {
    return applied != null && applied.managedByUser();
  }

  TrackedTarget with(Status next) {
    return new TrackedTarget(generation, revision, next, applied, attempted, loaded);
  }

  TrackedTarget withRevision(int next) {
    return new TrackedTarget(generation, next, status, applied, attempted, loaded);
  }

  TrackedTarget attempting(DeclaredTarget declared) {
    return new TrackedTarget(generation, revision, status, applied, declared, loaded);
  }

  TrackedTarget applied(DeclaredTarget declared) {
    return new TrackedTarget(generation, revision, status, declared, null, loaded);
  }

  /** From now on its structure is not ours to drop. Nothing may be attempted. */
  TrackedTarget handedToUser() {
    return applied(setup().handedToUser());
  }

  TrackedTarget withLoaded() {
    return new TrackedTarget(generation, revision, status, applied, attempted, true);
  }
}
