package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemChange.Kind;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.PositionLost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final Path temporary;
  private final SourceDirectory docs;
  private final List<AutoCloseable> open = new ArrayList<>();

  DirectoryWatchTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    docs = new SourceDirectory(Files.createDirectory(temporary.resolve("docs")));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private ItemWatch watch() throws Exception {
    LocalFiles markdown =
        new LocalFiles(
            docs.path().toString(), List.of("**/*.md"), List.of("**/drafts/**"), 0, false);
    ItemWatch watch = SourceDirectory.open(markdown).watch();
    open.add(watch::close);
    return watch;
  }

  /** The last kind seen of each key, once they are as awaited. */
  private static Map<String, Kind> awaitChanges(
      ItemWatch watch, Predicate<Map<String, Kind>> enough) {
    Map<String, Kind> seen = new TreeMap<>();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              watch.poll(MOMENT).forEach(change -> seen.put(change.key(), change.kind()));
              return enough.test(seen);
            });
    return seen;
  }

  private static void awaitChanges(ItemWatch watch, Map<String, Kind> wanted) {
    awaitChanges(watch, seen -> seen.entrySet().containsAll(wanted.entrySet()));
  }

  @Test
  void reportsFilesThatAppearChangeAndGo() throws Exception {
    ItemWatch watch = watch();
    Path file = docs.write("a.md", "a");
    awaitChanges(watch, Map.of("a.md", Kind.TOUCHED));
    Files.writeString(file, "b");
    awaitChanges(watch, Map.of("a.md", Kind.TOUCHED));
    Files.delete(file);
    awaitChanges(watch, Map.of("a.md", Kind.REMOVED));
  }

  @Test
  void reportsChangesInDirectoriesThatWereThere() throws Exception {
    Path file = docs.write("guide/deep/a.md", "a");
    ItemWatch watch = watch();
    Files.writeString(file, "b");
    awaitChanges(watch, Map.of("guide/deep/a.md", Kind.TOUCHED));
  }

  @Test
  void saysNothingWhenNothingHappens() throws Exception {
    docs.write("a.md", "a");
    assertThat(watch().poll(MOMENT)).isEmpty();
  }

  @Test
  void aRenamedFileIsOneGoneAndOneTouched() throws Exception {
    Path file = docs.write("a.md", "a");
    ItemWatch watch = watch();
    Files.move(file, docs.path().resolve("b.md"));
    awaitChanges(watch, Map.of("a.md", Kind.REMOVED, "b.md", Kind.TOUCHED));
  }

  @Test
  void findsFilesInNewDirectoriesHoweverQuicklyTheyCome() throws Exception {
    ItemWatch watch = watch();
    Map<String, Kind> wanted = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      String key = "n" + i % 10 + "/m" + i % 20 + "/f" + i + ".md";
      docs.write(key, "x");
      wanted.put(key, Kind.TOUCHED);
    }
    awaitChanges(watch, wanted);
    docs.write("n1/later.md", "x");
    awaitChanges(watch, Map.of("n1/later.md", Kind.TOUCHED));
  }

  @Test
  void aDirectoryThatIsMovedInBringsItsFiles() throws Exception {
    new SourceDirectory(temporary).write("other/deep/a.md", "a");
    ItemWatch watch = watch();
    Files.move(temporary.resolve("other"), docs.path().resolve("other"));
    awaitChanges(watch, Map.of("other/deep/a.md", Kind.TOUCHED));
  }

  @Test
  void aDirectoryThatIsMovedAwayTakesItsFiles() throws Exception {
    docs.write("guide/deep/a.md", "a");
    docs.write("guide/b.md", "b");
    ItemWatch watch = watch();
    Files.move(docs.path().resolve("guide"), temporary.resolve("guide"));
    awaitChanges(watch, Map.of("guide/deep/a.md", Kind.REMOVED, "guide/b.md", Kind.REMOVED));
    Files.writeString(temporary.resolve("guide/b.md"), "elsewhere");
    assertThat(watch.poll(MOMENT)).isEmpty();
  }

  @Test
  void aRenamedDirectoryIsWatchedUnderItsNewName() throws Exception {
    docs.write("old/deep/a.md", "a");
    ItemWatch watch = watch();
    Files.move(docs.path().resolve("old"), docs.path().resolve("new"));
    awaitChanges(watch, Map.of("old/deep/a.md", Kind.REMOVED, "new/deep/a.md", Kind.TOUCHED));
    docs.write("new/deep/b.md", "b");
    awaitChanges(watch, Map.of("new/deep/b.md", Kind.TOUCHED));
  }

  @Test
  void aDirectoryThatIsMovedBetweenDirectoriesIsWatchedThere() throws Exception {
    docs.write("x/moving/deep/a.md", "a");
    docs.write("y/b.md", "b");
    ItemWatch watch = watch();
    for (String[] move : new String[][] {{"x", "y"}, {"y", "x"}, {"x", "y"}}) {
      docs.write(move[1] + "/b.md", "first");
      Files.move(
          docs.path().resolve(move[0] + "/moving"), docs.path().resolve(move[1] + "/moving"));
      awaitChanges(
          watch,
          Map.of(
              move[0] + "/moving/deep/a.md",
              Kind.REMOVED,
              move[1] + "/moving/deep/a.md",
              Kind.TOUCHED));
    }
    docs.write("y/moving/deep/c.md", "c");
    awaitChanges(watch, Map.of("y/moving/deep/c.md", Kind.TOUCHED));
  }

  @Test
  void aDirectoryThatIsDeletedAndMadeAgainIsWatched() throws Exception {
    docs.write("guide/a.md", "a");
    ItemWatch watch = watch();
    deleteAll(docs.path().resolve("guide"));
    docs.write("guide/b.md", "b");
    awaitChanges(watch, Map.of("guide/a.md", Kind.REMOVED, "guide/b.md", Kind.TOUCHED));
    docs.write("guide/c.md", "c");
    awaitChanges(watch, Map.of("guide/c.md", Kind.TOUCHED));
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void whatIsNotAnItemIsNotReported() throws Exception {
    ItemWatch watch = watch();
    docs.write("a.txt", "a");
    docs.write("drafts/b.md", "b");
    docs.write(".freshet-tmp-x.md", "c");
    docs.write("z.md", "z");
    assertThat(awaitChanges(watch, seen -> seen.containsKey("z.md"))).containsOnlyKeys("z.md");
  }

  @Test
  void manyWritesOfAFileAreFewChanges() throws Exception {
    ItemWatch watch = watch();
    for (int i = 0; i < 100; i++) {
      docs.write("a.md", "a" + i);
    }
    List<ItemChange> changes = watch.poll(Duration.ofSeconds(5));
    assertThat(changes).extracting(ItemChange::key).containsExactly("a.md");
  }

  @Test
  void moreThanTheSystemReportsIsAPositionLostAndTheWatchGoesOn() throws Exception {
    ItemWatch watch = watch();
    for (int i = 0; i < 2000; i++) {
      docs.write("f" + i + ".md", "x");
    }
    awaitPositionLost(watch);
    docs.write("later/a.md", "a");
    awaitChanges(watch, Map.of("later/a.md", Kind.TOUCHED));
  }

  @Test
  void aRootThatIsRemovedAndMadeAgainIsAPositionLostAndTheWatchGoesOn() throws Exception {
    docs.write("a.md", "a");
    ItemWatch watch = watch();
    deleteAll(docs.path());
    assertThat(watch.poll(MOMENT)).isEmpty();
    Files.createDirectory(docs.path());
    awaitPositionLost(watch);
    docs.write("b.md", "b");
    awaitChanges(watch, Map.of("b.md", Kind.TOUCHED));
  }

  @Test
  void aRootThatIsReplacedIsAPositionLostAndTheWatchGoesOn() throws Exception {
    ItemWatch watch = watch();
    Files.move(docs.path(), temporary.resolve("old"));
    Files.createDirectory(docs.path());
    awaitPositionLost(watch);
    docs.write("b.md", "b");
    awaitChanges(watch, Map.of("b.md", Kind.TOUCHED));
  }

  private static void awaitPositionLost(ItemWatch watch) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> catchThrowable(() -> watch.poll(MOMENT)) instanceof PositionLost);
  }
}
