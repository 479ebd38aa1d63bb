package dev.freshet.engine.setup;

import dev.freshet.engine.setup.SetupStep.DropSource;
import dev.freshet.engine.setup.TrackedTarget.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a flow has set up: its sources and the incarnations of its targets. Both counters only rise,
 * so every number below them that is not listed stands for something that was forgotten and never
 * comes back.
 */
public record SetupState(
    int nextGeneration,
    int nextSourceId,
    List<TrackedSource> sources,
    List<TrackedTarget> targets) {

  public SetupState {
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
  }

  public static SetupState empty() {
    return new SetupState(1, 1, List.of(), List.of());
  }

  /** The declared target of this name; none while it waits for its place. */
  public Optional<TrackedTarget> target(String name) {
    return targets(Status.IN_USE).filter(target -> target.name().equals(name)).findFirst();
  }

  public Optional<TrackedTarget> targetOfGeneration(int generation) {
    return targets.stream().filter(target -> target.generation() == generation).findFirst();
  }

  /** The declared source of this name. */
  public Optional<TrackedSource> source(String name) {
    return sources.stream()
        .filter(tracked -> !tracked.leaving() && tracked.source().name().equals(name))
        .findFirst();
  }

  /** The targets that mutations may reach: those declared, and those whose rows are deleted. */
  public List<TrackedTarget> liveTargets() {
    return targets.stream().filter(target -> target.status() != Status.DROPPING).toList();
  }

  public Set<Integer> liveGenerations() {
    return generations(target -> target.status() != Status.DROPPING);
  }

  public Set<Integer> leavingGenerations() {
    return generations(target -> target.status() == Status.LEAVING);
  }

  public Set<Integer> activeSources() {
    return sourceIds(source -> !source.leaving());
  }

  public Set<Integer> leavingSources() {
    return sourceIds(TrackedSource::leaving);
  }

  /** Whether every structural change was seen to succeed. A job may only start then. */
  public boolean settled() {
    return targets.stream().noneMatch(TrackedTarget::pending)
        && sources.stream().noneMatch(TrackedSource::pending);
  }

  /** The rows of these generations were complete once. */
  public SetupState loaded(Set<Integer> generations) {
    return replacing(
        target -> generations.contains(target.generation()) ? target.withLoaded() : target);
  }

  /** The last step of a change succeeded. */
  SetupState finished(SetupStep step) {
    return step instanceof SetupStep.OfTarget ofTarget
        ? finishedTarget(ofTarget.generation())
        : finishedSource((SetupStep.OfSource) step);
  }

  private SetupState finishedSource(SetupStep.OfSource step) {
    Stream<TrackedSource> left =
        sources.stream()
            .filter(source -> source.id() != step.source() || !(step instanceof DropSource))
            .map(source -> source.id() == step.source() ? source.finished() : source);
    return new SetupState(nextGeneration, nextSourceId, left.toList(), targets);
  }

  private SetupState finishedTarget(int generation) {
    Stream<TrackedTarget> left =
        targets.stream()
            .filter(
                target -> target.generation() != generation || target.status() != Status.DROPPING)
            .map(
                target ->
                    target.generation() == generation ? target.applied(target.setup()) : target);
    return new SetupState(nextGeneration, nextSourceId, sources, left.toList());
  }

  SetupState replacing(UnaryOperator<TrackedTarget> change) {
    return new SetupState(
        nextGeneration, nextSourceId, sources, targets.stream().map(change).toList());
  }

  private Stream<TrackedTarget> targets(Status status) {
    return targets.stream().filter(target -> target.status() == status);
  }

  private Set<Integer> generations(Predicate<TrackedTarget> which) {
    return targets.stream()
        .filter(which)
        .map(TrackedTarget::generation)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<Integer> sourceIds(Predicate<TrackedSource> which) {
    return sources.stream()
        .filter(which)
        .map(TrackedSource::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}
