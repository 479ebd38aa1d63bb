package dev.freshet.engine.setup;

import static dev.freshet.engine.setup.Examples.folder;
import static dev.freshet.engine.setup.Examples.table;

import dev.freshet.engine.setup.Examples.Declaration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever was declared and wherever runs died, one clean run ends as a clean build does. */
class SetupHistoriesTest {
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int RANDOM_HISTORIES = 2_000;

  @Test
  void endsAsACleanBuildAfterEveryPairOfCrashesWithTables() throws Exception {
    searchAll(table("pages", "output"));
  }

  @Test
  void endsAsACleanBuildAfterEveryPairOfCrashesWithFolders() throws Exception {
    searchAll(folder("pages", "output"));
  }

  @Test
  void endsAsACleanBuildAfterLongRandomHistories() throws Exception {
    long seed = System.nanoTime();
    for (long history = seed; history < seed + RANDOM_HISTORIES; history++) {
      try {
        runRandom(new Random(history));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("With seed " + history, e);
      }
    }
  }

  /** Every two edits, followed by staying, by going back one, and by going back to the start. */
  private static void searchAll(Declaration base) throws Exception {
    List<DeclaredTarget> start = List.of(base.target());
    List<List<DeclaredTarget>> declarations =
        List.of(
            start,
            List.of(base.compatible("x").target()),
            List.of(base.recreated("x").target()),
            List.of(base.managedByUser().target()),
            List.of());
    for (List<DeclaredTarget> first : declarations) {
      for (List<DeclaredTarget> second : declarations) {
        for (List<DeclaredTarget> last : new LinkedHashSet<>(List.of(start, first, second))) {
          crashEverywhere(List.of(start, first, second, last));
        }
      }
    }
  }

  /** The first declaration is built, the next two crash at every pair of points. */
  private static void crashEverywhere(List<List<DeclaredTarget>> history) throws Exception {
    boolean firstEnded = false;
    for (int first = 0; !firstEnded; first++) {
      boolean secondEnded = false;
      for (int second = 0; !secondEnded; second++) {
        SetupWorld world = new SetupWorld();
        world.run(history.get(0), NEVER);
        firstEnded = world.run(history.get(1), first);
        secondEnded = world.run(history.get(2), second);
        try {
          expectCleanEnd(world, history.get(3));
        } catch (AssertionError e) {
          String where = " with crashes at " + first + " and " + second;
          throw new AssertionError("After " + history + where, e);
        }
      }
    }
  }

  private static void runRandom(Random random) throws Exception {
    List<Declaration> pages = changes(table("pages", "output"), table("pages", "elsewhere"));
    List<Declaration> files = changes(folder("files", "output"), folder("files", "elsewhere"));
    SetupWorld world = new SetupWorld();
    for (int edits = 2 + random.nextInt(6); edits > 0; edits--) {
      boolean crashes = random.nextInt(4) > 0;
      world.run(declare(random, pages, files), crashes ? random.nextInt(25) : NEVER);
    }
    expectCleanEnd(world, declare(random, pages, files));
  }

  /** Where the last declaration is refused, as after an interruption, an empty one goes first. */
  private static void expectCleanEnd(SetupWorld world, List<DeclaredTarget> declared)
      throws Exception {
    if (world.refuses(declared)) {
      world.run(List.of(), NEVER);
    }
    world.run(declared, NEVER);
    world.expectWhatACleanBuildLeaves(declared);
  }

  private static List<DeclaredTarget> declare(
      Random random, List<Declaration> pages, List<Declaration> files) {
    List<DeclaredTarget> declared = new ArrayList<>();
    for (List<Declaration> choices : List.of(pages, files)) {
      int choice = random.nextInt(choices.size() + 1);
      if (choice < choices.size()) {
        declared.add(choices.get(choice).target());
      }
    }
    return declared;
  }

  private static List<Declaration> changes(Declaration base, Declaration elsewhere) {
    return Stream.of(
            base,
            base.compatible("x"),
            base.rewritten("x"),
            base.recreated("x"),
            base.keyedBy("path"),
            base.shared(),
            base.managedByUser(),
            elsewhere)
        .toList();
  }
}
