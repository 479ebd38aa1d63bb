package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.FaultCase.Change;
import dev.freshet.engine.FaultCase.Edit;
import dev.freshet.engine.SimulatedFaults.Fault;
import dev.freshet.engine.SimulatedFaults.Kind;
import dev.freshet.engine.SimulatedFaults.Point;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every point at which a run can fail, failed in every way, while sources and flow stay, change,
 * change back, go and return; alone, and with a second and a third fault in the recovery. One clean
 * run later the targets hold what a rebuild holds, and rows of others are as they were.
 *
 * <p>{@code -Dfreshet.cases=N} says how many; {@code -Dfreshet.case=N} runs one alone.
 */
class FaultPointsTest {
  private static final int CASES = Integer.getInteger("freshet.cases", 5_000);
  private static final int ENOUGH_FOR_EVERY_KIND = 5_000;
  private static final int ONLY = Integer.getInteger("freshet.case", -1);

  /** The first fault of a case, and the world that it strikes in. */
  private record Struck(Edit edit, long seed, Fault fault) {}

  private final Map<Point, Set<Kind>> fired = new EnumMap<>(Point.class);
  private int faults;

  @Test
  void everyFaultEndsAsACleanRebuild() {
    long begun = System.nanoTime();
    List<Struck> struck = everyFirstFault();
    int changes = Change.values().length;
    int from = ONLY < 0 ? 0 : ONLY;
    int to = ONLY < 0 ? CASES : ONLY + 1;
    for (int number = from; number < to; number++) {
      Struck first = struck.get(number % struck.size());
      int round = number / struck.size();
      Change change = Change.values()[(number + round) % changes];
      List<Fault> plan = new ArrayList<>(List.of(first.fault()));
      try {
        addFaultsInRecovery(first, change, plan, number);
        run(first, change, plan);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "The case with -Dfreshet.case=%d: %s, %s, then %s, with seed %d"
                .formatted(number, first.edit(), plan, change, first.seed()),
            e);
      }
    }
    System.out.printf(
        "Fault points: %,d cases, %,d faults fired at %d points, 0 divergences, %.1f s%n",
        to - from, faults, fired.size(), (System.nanoTime() - begun) / 1e9);
    if (ONLY < 0 && CASES >= ENOUGH_FOR_EVERY_KIND) {
      expectEveryKindAtEveryPoint();
    }
  }

  /** In an order that is random but always the same, so that any number of cases is a fair part. */
  private static List<Struck> everyFirstFault() {
    List<Struck> struck = new ArrayList<>();
    for (Edit edit : Edit.values()) {
      for (long seed = 0; seed < 9; seed++) {
        for (Fault fault : new FaultCase(edit, Change.NOTHING, seed).possibleFaults()) {
          struck.add(new Struck(edit, seed, fault));
        }
      }
    }
    java.util.Collections.shuffle(struck, new Random(1));
    return struck;
  }

  /** Of three cases, one has a single fault, one another in its recovery, one two more. */
  private static void addFaultsInRecovery(
      Struck first, Change change, List<Fault> plan, int number) {
    Random random = new Random(number);
    for (int depth = number % 3; depth > 0; depth--) {
      FaultCase counted = new FaultCase(first.edit(), change, first.seed());
      plan.forEach(counted::runWith);
      List<Fault> possible = counted.possibleFaults();
      if (possible.isEmpty()) {
        return;
      }
      plan.add(possible.get(random.nextInt(possible.size())));
    }
  }

  private void run(Struck first, Change change, List<Fault> plan) {
    FaultCase running = new FaultCase(first.edit(), change, first.seed());
    for (Fault fault : plan) {
      running.runWith(fault);
      faults++;
      fired.computeIfAbsent(fault.point(), missing -> EnumSet.noneOf(Kind.class)).add(fault.kind());
    }
    running.expectCleanEnd();
  }

  private void expectEveryKindAtEveryPoint() {
    for (Point point : Point.values()) {
      assertThat(fired.get(point))
          .as("what went wrong at %s", point)
          .containsExactlyInAnyOrderElementsOf(point.kinds());
    }
  }
}
