package dev.freshet.engine;

import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.TrackedTarget;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the stages of one run know of the flow: its definition and what its setup became.
 *
 * @param fence of the run
 * @param parallelism of writing and committing
 */
record SimulatedRun(
    SimulatedDefinition definition,
    SetupState setup,
    long fence,
    long epoch,
    int parallelism,
    boolean confirmsRemovals) {
  /** Whether the source with this number in the flow's state is declared. */
  boolean knows(int id) {
    return setup.activeSources().contains(id);
  }

  /** The numbers, in the flow's state, of the sources that are declared. */
  Set<Integer> sourceIds() {
    return new TreeSet<>(setup.activeSources());
  }

  int idOf(int source) {
    return setup.source(SimulatedDefinition.declaredSource(source).name()).orElseThrow().id();
  }

  /** The source that has this number in the flow's state. */
  int sourceOf(int id) {
    return setup.sources().stream()
        .filter(tracked -> tracked.id() == id)
        .map(tracked -> Integer.valueOf(tracked.source().persistentKey()))
        .findFirst()
        .orElse(0);
  }

  /** In the order of names, whatever numbers sources were given. */
  Comparator<Claimant> claimantOrder() {
    return Comparator.comparingInt((Claimant claimant) -> sourceOf(claimant.source()))
        .thenComparing(Claimant::key);
  }

  Optional<TrackedTarget> target(String name) {
    return definition.targets().containsKey(name) ? setup.target(name) : Optional.empty();
  }

  boolean isLive(int generation) {
    return setup.liveGenerations().contains(generation);
  }

  boolean isShared(int generation) {
    return setup
        .targetOfGeneration(generation)
        .map(target -> target.setup().shared())
        .orElse(false);
  }

  /** The name of a live generation's target. */
  String nameOf(int generation) {
    return setup.targetOfGeneration(generation).map(TrackedTarget::name).orElse("gone");
  }

  /** Decides whether items run again. */
  Fingerprint logicFingerprint() {
    BinaryWriter out = new BinaryWriter().putString(definition.logic());
    for (String name : new TreeSet<>(definition.targets().keySet())) {
      target(name)
          .ifPresent(
              target ->
                  out.putString(name).putVarInt(target.generation()).putVarInt(target.revision()));
    }
    return Fingerprint.of(out);
  }

  /** Decides whether shards emit all their items again, and whether a digest still holds. */
  Fingerprint fingerprint() {
    BinaryWriter out = new BinaryWriter();
    logicFingerprint().write(out);
    sourceIds().forEach(out::putVarInt);
    setup.leavingGenerations().stream().sorted().forEach(out::putVarInt);
    return Fingerprint.of(out);
  }
}
