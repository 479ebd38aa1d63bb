package dev.freshet.engine.flink;

import dev.freshet.api.ItemReader;
import dev.freshet.api.LogReader;
import dev.freshet.api.Unavailable;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.item.OpenReader;
import dev.freshet.engine.setup.ListingDigest;
import dev.freshet.engine.setup.ListingSum;
import dev.freshet.engine.setup.RunDigest;
import dev.freshet.engine.setup.StateDirectory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out, without starting Flink, whether a run would change anything. */
final class NoChange {
  private NoChange() {}

  /**
   * The number of items of each source if nothing changed since the run that recorded the digest.
   */
  static Optional<Map<String, Long>> itemsIfUnchanged(
      RunningFlow running, Preparation preparation, StateDirectory state) throws Exception {
    Optional<RunDigest> recorded = state.digest().read();
    if (recorded.isEmpty() || !stillHolds(recorded.get(), running, state)) {
      return Optional.empty();
    }
    Map<String, Long> items = new HashMap<>();
    for (int id : running.sourceIds()) {
      SourceDefinition source = running.definition().source(running.sourceName(id));
      ListingSum listed;
      try (OpenReader opened = preparation.open(source)) {
        if (opened.reader() instanceof LogReader) {
          return Optional.empty();
        }
        listed = list(id, opened.reader());
      } catch (Unavailable e) {
        // A run that starts the job waits for the source as long as it may.
        return Optional.empty();
      }
      if (!listed.equals(recorded.get().listings().get(id))) {
        return Optional.empty();
      }
      items.put(source.name(), listed.count());
    }
    return Optional.of(items);
  }

  private static boolean stillHolds(RunDigest recorded, RunningFlow running, StateDirectory state)
      throws Exception {
    Set<Integer> generations = new HashSet<>();
    running.targets().forEach(target -> generations.add(target.generation()));
    return recorded.flow().equals(running.fingerprint())
        && recorded.generations().equals(generations)
        && recorded.listings().keySet().equals(running.sourceIds())
        && state.snapshots().newest().equals(Optional.of(recorded.snapshot()));
  }

  private static ListingSum list(int id, ItemReader reader) throws Exception {
    ListingDigest digest = new ListingDigest(id);
    reader.list(item -> digest.add(item.key(), item.version()));
    return digest.sum();
  }
}
