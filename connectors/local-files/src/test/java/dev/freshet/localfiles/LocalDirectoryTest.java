package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoryTest {
  private final Path temporary;
  private final Path out;
  private final TargetDirectory target;

  LocalDirectoryTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    out = temporary.resolve("out");
    target = new TargetDirectory(new LocalDirectory(out.toString(), ".html"));
    target.create();
  }

  @Test
  void writesReplacesAndDeletesRows() throws Exception {
    assertThat(target.upsert("guide/a.md", "one")).isEmpty();
    assertThat(target.contents()).isEqualTo(Map.of("guide/", "", "guide/a.md.html", "one"));
    assertThat(target.upsert("guide/a.md", "two \u00e9\ud83d\ude00")).isEmpty();
    assertThat(target.contents()).containsEntry("guide/a.md.html", "two \u00e9\ud83d\ude00");
    assertThat(target.delete("guide/a.md")).isEmpty();
    assertThat(target.contents()).isEmpty();
  }

  @Test
  void writesBytesAsTheyAre() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    target.upsert("a", bytes);
    assertThat(Files.readAllBytes(out.resolve("a.html"))).isEqualTo(bytes);
    target.upsert("a", new byte[0]);
    assertThat(out.resolve("a.html")).isEmptyFile();
  }

  @Test
  void forcingToDiskWritesTheSame() throws Exception {
    TargetDirectory forced = new TargetDirectory(new LocalDirectory(out.toString(), ".html", true));
    forced.upsert("guide/deep/a.md", "one");
    assertThat(forced.contents()).containsEntry("guide/deep/a.md.html", "one");
    forced.delete("guide/deep/a.md");
    assertThat(forced.contents()).isEmpty();
  }

  @Test
  void repeatingACallLeavesTheSame() throws Exception {
    target.upsert("b/old", "old");
    List<Upsert<String, Row>> upserts = List.of(target.row("a", "1"), target.row("b/c", "2"));
    List<Delete<String>> deletes = List.of(new Delete<>("b/old"), new Delete<>("never/there"));
    target.mutate(upserts, deletes);
    Map<String, String> once = target.contents();
    target.mutate(upserts, deletes);
    assertThat(target.contents()).isEqualTo(once).containsOnlyKeys("a.html", "b/", "b/c.html");
  }

  @Test
  void randomHistoriesLeaveWhatACleanRebuildWouldWrite() throws Exception {
    long seed = 42;
    Random random = new Random(seed);
    Map<String, String> wanted = new TreeMap<>();
    for (int call = 0; call < 150; call++) {
      List<Upsert<String, Row>> upserts = new ArrayList<>();
      List<Delete<String>> deletes = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String key = "d" + i % 3 + "/e" + (i / 3) % 2 + "/f" + i;
        if (random.nextInt(3) == 0) {
          upserts.add(target.row(key, "v" + call));
          wanted.put(key + ".html", "v" + call);
        } else if (random.nextInt(2) == 0) {
          deletes.add(new Delete<>(key));
          wanted.remove(key + ".html");
        }
      }
      target.mutate(upserts, deletes);
      TargetDirectory rebuilt =
          new TargetDirectory(new LocalDirectory(temporary.resolve("clean" + call).toString()));
      if (call % 10 == 0) {
        rebuilt.create();
        for (Map.Entry<String, String> row : wanted.entrySet()) {
          rebuilt.upsert(row.getKey(), row.getValue());
        }
        assertThat(target.contents())
            .as("seed %d, call %d", seed, call)
            .isEqualTo(rebuilt.contents());
      }
    }
  }

  @Test
  void removesOnlyTheEmptyDirectoriesThatItMade() throws Exception {
    Files.createDirectories(out.resolve("theirs"));
    target.upsert("theirs/ours/deep/a", "a");
    target.delete("theirs/ours/deep/a");
    assertThat(target.contents()).containsOnlyKeys("theirs/");
  }

  @Test
  void leavesDirectoriesWithOtherFiles() throws Exception {
    target.upsert("guide/deep/a", "a");
    Files.writeString(out.resolve("guide/notes.txt"), "theirs");
    target.delete("guide/deep/a");
    assertThat(target.contents()).containsOnlyKeys("guide/", "guide/notes.txt");
  }

  @Test
  void aDeleteInterruptedBeforeItsDirectoriesWentIsCompletedByTheRepeat() throws Exception {
    target.upsert("guide/deep/a", "a");
    Files.delete(out.resolve("guide/deep/a.html"));
    Files.delete(out.resolve("guide/deep"));
    target.delete("guide/deep/a");
    assertThat(target.contents()).isEmpty();
  }

  @Test
  void aTemporaryFileOfAnInterruptedCallGoesWithTheRepeat() throws Exception {
    String name = new TemporaryName().of("a.html");
    Files.writeString(out.resolve(name), "half of a pa");
    target.upsert("a", "whole");
    assertThat(target.contents()).isEqualTo(Map.of("a.html", "whole"));
  }

  @Test
  void aTemporaryFileThatIsALinkToAnotherIsNotWrittenThrough() throws Exception {
    Path victim = Files.writeString(temporary.resolve("victim"), "untouched");
    String name = new TemporaryName().of("a.html");
    Files.createSymbolicLink(out.resolve(name), victim);
    target.upsert("a", "content");
    Files.createLink(out.resolve(name), victim);
    target.upsert("a", "content");
    assertThat(victim).hasContent("untouched");
    assertThat(target.contents()).isEqualTo(Map.of("a.html", "content"));
  }

  @Test
  void rejectsHostileKeysAndWritesTheOthers() throws Exception {
    Map<String, String> rejected =
        target.mutate(
            List.of(
                target.row("../x", "x"),
                target.row("/x", "x"),
                target.row("a\0b", "x"),
                target.row("a".repeat(300), "x"),
                target.row("good", "good")),
            List.of());
    assertThat(rejected).hasSize(4).doesNotContainKey("good");
    assertThat(rejected.get("../x"))
        .isEqualTo("the key \"../x\" has the name \"..\" in it, which no row's file can have");
    assertThat(target.contents()).isEqualTo(Map.of("good.html", "good"));
    assertThat(temporary).isDirectoryNotContaining(path -> path.endsWith("x.html"));
  }

  @Test
  void deletingAKeyThatNoRowCanHaveDoesNothing() throws Exception {
    Path outside = Files.writeString(temporary.resolve("x.html"), "theirs");
    assertThat(target.delete("../x", "", "a\0b")).isEmpty();
    assertThat(outside).hasContent("theirs");
  }

  @Test
  void neverWritesOrDeletesThroughALink() throws Exception {
    Path other = Files.createDirectory(temporary.resolve("other"));
    Files.writeString(other.resolve("a.html"), "theirs");
    Files.createSymbolicLink(out.resolve("link"), other);
    assertThat(target.upsert("link/a", "x").get("link/a")).contains("link").contains("followed");
    assertThat(target.delete("link/a")).isEmpty();
    assertThat(other.resolve("a.html")).hasContent("theirs");
    assertThat(other).isDirectoryNotContaining(path -> !path.endsWith("a.html"));
  }

  @Test
  void noProcessThatSwapsDirectoriesForLinksMovesAFileOutside() throws Exception {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(temporary)) {
      assumeTrue(
          stream instanceof SecureDirectoryStream, "this system cannot hold directories open");
    }
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Thread hostile = new Thread(() -> keepSwapping(out.resolve("guide"), outside));
    hostile.start();
    try {
      for (int i = 0; i < 500; i++) {
        String key = "guide/f" + i;
        assertThat(catchThrowable(() -> target.upsert(key, "x")))
            .satisfiesAnyOf(
                problem -> assertThat(problem).isNull(),
                problem -> assertThat(problem).isInstanceOf(IOException.class));
      }
    } finally {
      hostile.interrupt();
      hostile.join();
    }
    assertThat(outside).isEmptyDirectory();
  }

  private static void keepSwapping(Path directory, Path outside) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Path aside = directory.resolveSibling("aside" + System.nanoTime());
        if (Files.isSymbolicLink(directory)) {
          Files.delete(directory);
        } else if (Files.exists(directory)) {
          Files.move(directory, aside);
        }
        Files.createSymbolicLink(directory, outside);
      } catch (IOException theWriterWasFaster) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aLinkInARowsPlaceIsReplacedButNeverDeletedNorFollowed() throws Exception {
    Path victim = Files.writeString(temporary.resolve("victim"), "theirs");
    Path link = Files.createSymbolicLink(out.resolve("a.html"), victim);
    target.delete("a");
    assertThat(link).isSymbolicLink();
    target.upsert("a", "ours");
    assertThat(link).isRegularFile().hasContent("ours");
    assertThat(victim).hasContent("theirs");
  }

  @Test
  void aPipeInTheWayIsNotWaitedFor() throws Exception {
    ListingTest.makePipe(out.resolve("pipe"));
    ListingTest.makePipe(out.resolve("a.html"));
    assertThat(target.upsert("pipe/a", "x")).containsOnlyKeys("pipe/a");
    assertThat(target.upsert("a", "x")).isEmpty();
    assertThat(out.resolve("a.html")).hasContent("x");
  }

  @Test
  void aFileCannotBeADirectoryNorTheOtherWayRound() throws Exception {
    target.upsert("a", "file");
    assertThat(target.upsert("a.html/b", "x").get("a.html/b")).contains("a.html").contains("file");
    target.upsert("c.html/d", "x");
    assertThat(target.upsert("c", "x").get("c")).contains("c.html").contains("is a directory");
    assertThat(target.contents()).containsOnlyKeys("a.html", "c.html/", "c.html/d.html");
  }

  @Test
  void aFileTakesTheDirectorysPlaceInOneCallAndTheOtherWayRound() throws Exception {
    target.upsert("a", "file");
    assertThat(target.mutate(List.of(target.row("a.html/b", "x")), List.of(new Delete<>("a"))))
        .isEmpty();
    assertThat(target.contents()).containsOnlyKeys("a.html/", "a.html/b.html");
    assertThat(target.mutate(List.of(target.row("a", "x")), List.of(new Delete<>("a.html/b"))))
        .isEmpty();
    assertThat(target.contents()).containsOnlyKeys("a.html");
  }

  @Test
  void textThatUtf8CannotSayIsRejected() throws Exception {
    assertThat(target.upsert("a", "half \ud800 a pair").get("a")).contains("surrogate");
    assertThat(target.contents()).isEmpty();
  }

  @Test
  void aDirectoryThatIsGoneIsUnavailable() throws Exception {
    DirectoryTarget prepared = target.connector.prepare(target.setup);
    Files.delete(out);
    assertThatThrownBy(
            () ->
                target.connector.mutate(
                    List.of(
                        new TargetDirectory.Call(
                            prepared, List.of(target.row("a", "x")), List.of(), new TreeMap<>()))))
        .isInstanceOf(Unavailable.class)
        .hasMessage("target directory %s cannot be written: it is not there", out);
  }

  @Test
  void stopsBetweenRowsWhenTheFlowBelongsToAnother() throws Exception {
    DirectoryTarget prepared = target.connector.prepare(target.setup);
    List<Upsert<String, Row>> rows = List.of(target.row("a", "x"), target.row("b", "x"));
    assertThatThrownBy(() -> target.connector.mutate(List.of(new Fenced(prepared, rows))))
        .hasMessage("fenced");
    assertThat(target.contents()).containsOnlyKeys("a.html");
  }

  private static final class Fenced implements TargetMutations<DirectoryTarget, String, Row> {
    private final DirectoryTarget prepared;
    private final List<Upsert<String, Row>> upserts;
    private int checks;

    Fenced(DirectoryTarget prepared, List<Upsert<String, Row>> upserts) {
      this.prepared = prepared;
      this.upserts = upserts;
    }

    @Override
    public DirectoryTarget prepared() {
      return prepared;
    }

    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public List<Upsert<String, Row>> upserts() {
      return upserts;
    }

    @Override
    public List<Delete<String>> deletes() {
      return List.of();
    }

    @Override
    public void checkFence() throws IOException {
      if (++checks > 1) {
        throw new IOException("fenced");
      }
    }

    @Override
    public void reject(RowMutation<String> row, String reason) {
      throw new AssertionError(reason);
    }
  }

  @Test
  void subtasksThatShareDirectoriesDoNotDisturbEachOther() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Object> problems = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 3; t++) {
      int subtask = t;
      Thread thread = new Thread(() -> writeAndDelete(subtask, problems));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(problems).isEmpty();
    assertThat(target.contents()).isEmpty();
  }

  private void writeAndDelete(int subtask, List<Object> problems) {
    try {
      TargetDirectory mine = new TargetDirectory(target.setup.spec());
      for (int i = 0; i < 300; i++) {
        String key = "shared/deep/f" + subtask;
        problems.addAll(mine.upsert(key, "x").values());
        problems.addAll(mine.delete(key).values());
      }
    } catch (Exception e) {
      problems.add(e);
    }
  }

  @Test
  void listsTheRowsThatItsFilesAre() throws Exception {
    target.upsert("guide/a.md", "one");
    target.upsert("b", "two");
    Files.writeString(out.resolve("notes.txt"), "theirs");
    Files.writeString(out.resolve(new TemporaryName().of("c") + ".html"), "half");
    Files.write(out.resolve("foreign.html"), "x\u00e9".getBytes(StandardCharsets.UTF_8));
    Files.createSymbolicLink(out.resolve("link.html"), out.resolve("b.html"));
    assertThat(target.rows()).containsExactly("b=two", "foreign=x\u00e9", "guide/a.md=one");
  }
}
