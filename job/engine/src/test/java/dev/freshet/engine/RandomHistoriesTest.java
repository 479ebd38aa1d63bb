package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever happened to sources, flow and processes: once the sources are quiet, one clean run ends
 * with what a clean rebuild would hold.
 *
 * <p>{@code -Dfreshet.histories=N} says how many, {@code -Dfreshet.seed=N} with which to begin. A
 * history that fails is cut down to the actions that it takes, and {@code
 * -Dfreshet.history=SEED:ACTION,ACTION,...} has just these happen.
 */
class RandomHistoriesTest {
  private static final long SEED = Long.getLong("freshet.seed", 20_261_122L);
  private static final int HISTORIES = Integer.getInteger("freshet.histories", 1_000);
  private static final @Nullable String ONE = System.getProperty("freshet.history");

  @Test
  void everyHistoryEndsAsACleanRebuild() {
    if (ONE != null) {
      String[] seedAndActions = ONE.split(":");
      expectNoFailure(Long.parseLong(seedAndActions[0]), numbers(seedAndActions[1]));
      return;
    }
    long begun = System.nanoTime();
    int jobs = 0;
    int faults = 0;
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      RandomHistory history = expectNoFailure(seed, RandomHistory.allActions(seed));
      jobs += history.lastRunStartedJob() ? 1 : 0;
      faults += history.faultsFired();
    }
    System.out.printf(
        "Random histories: %,d from seed %d, %,d faults fired, 0 divergences, %.1f s%n",
        HISTORIES, SEED, faults, (System.nanoTime() - begun) / 1e9);
    assertThat(jobs).as("last runs that had something to do").isGreaterThan(HISTORIES / 3);
    assertThat(faults).as("faults that fired").isGreaterThan(HISTORIES / 2);
  }

  private static List<Integer> numbers(String actions) {
    return Stream.of(actions.split(",")).filter(s -> !s.isEmpty()).map(Integer::valueOf).toList();
  }

  private static RandomHistory expectNoFailure(long seed, List<Integer> actions) {
    RandomHistory history = new RandomHistory(seed, actions);
    Throwable failure = history.failure();
    if (failure == null) {
      return history;
    }
    List<Integer> fewest = shrink(seed, actions);
    RandomHistory shortest = new RandomHistory(seed, fewest);
    Throwable same = shortest.failure();
    throw new AssertionError(
        "The history with -Dfreshet.history=%d:%s%n%s"
            .formatted(
                seed,
                fewest.stream().map(String::valueOf).collect(Collectors.joining(",")),
                String.join("\n", shortest.told())),
        same == null ? failure : same);
  }

  /** Leaves out runs of actions, shorter and shorter ones, as long as it fails without them. */
  private static List<Integer> shrink(long seed, List<Integer> actions) {
    List<Integer> fewest = actions;
    for (int length = actions.size() / 2; length > 0; length /= 2) {
      boolean shorter = true;
      while (shorter) {
        shorter = false;
        for (int from = 0; from + length <= fewest.size(); from++) {
          List<Integer> fewer = new ArrayList<>(fewest);
          fewer.subList(from, from + length).clear();
          if (new RandomHistory(seed, fewer).failure() != null) {
            fewest = fewer;
            shorter = true;
            from--;
          }
        }
      }
    }
    return fewest;
  }
}
