package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
  private final Path temporary;
  private final SourceDirectory docs;

  ListingTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    docs = new SourceDirectory(Files.createDirectory(temporary.resolve("docs")));
  }

  private Map<String, String> list(String... include) throws Exception {
    return SourceDirectory.list(new LocalFiles(docs.path().toString(), List.of(include)));
  }

  @Test
  void listsFilesByTheirPathBelowTheDirectory() throws Exception {
    docs.write("a.md", "a");
    docs.write("guide/deep/b.md", "b");
    docs.write("guide/.hidden.md", "c");
    docs.write("guide/picture.png", "d");
    assertThat(list("**/*.md")).containsOnlyKeys("a.md", "guide/deep/b.md", "guide/.hidden.md");
    assertThat(list("**")).hasSize(4);
  }

  @Test
  void anEmptyDirectoryHasNoItems() throws Exception {
    assertThat(list("**")).isEmpty();
  }

  @Test
  void aPathMayEndWithASlashOrHaveDotsInIt() throws Exception {
    docs.write("guide/a.md", "a");
    String path = docs.path().toString();
    assertThat(SourceDirectory.list(new LocalFiles(path + "/"))).containsOnlyKeys("guide/a.md");
    assertThat(SourceDirectory.list(new LocalFiles(path + "/./guide/..")))
        .containsOnlyKeys("guide/a.md");
  }

  @Test
  void theDirectoryItselfMayBeALink() throws Exception {
    docs.write("a.md", "a");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), docs.path());
    assertThat(SourceDirectory.list(new LocalFiles(link.toString()))).containsOnlyKeys("a.md");
  }

  @Test
  void findsEveryFileOfLargeAndOfManyDirectories() throws Exception {
    TreeSet<String> written = new TreeSet<>();
    for (int i = 0; i < 700; i++) {
      written.add("large/f" + i);
      written.add("many/d" + i % 150 + "/e" + i % 7 + "/f" + i);
    }
    for (String key : written) {
      docs.write(key, "");
    }
    for (int i = 0; i < 20; i++) {
      assertThat(list("**").keySet()).isEqualTo(written);
    }
  }

  @Test
  void oddNamesAreKeysToo() throws Exception {
    for (String name : List.of("a b", "a\nb", "a\\b", "-", "...", "a:b", "'\"")) {
      docs.write("d/" + name, "x");
    }
    assertThat(list("**"))
        .containsOnlyKeys("d/a b", "d/a\nb", "d/a\\b", "d/-", "d/...", "d/a:b", "d/'\"");
  }

  @Test
  void randomNamesLeadBackToTheirFiles() throws Exception {
    long seed = 11;
    Random random = new Random(seed);
    TreeSet<String> written = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      String key = randomName(random) + "/" + randomName(random) + i;
      docs.write(key, key);
      written.add(key);
    }
    assertThat(list("**").keySet()).as("seed %d", seed).isEqualTo(written);
    for (String key : written) {
      assertThat(SourceDirectory.read(docs.all(), key))
          .as("seed %d", seed)
          .singleElement()
          .extracting(content -> new String((byte[]) content.content(), StandardCharsets.UTF_8))
          .isEqualTo(key);
    }
  }

  private static String randomName(Random random) {
    String letters = "abcXYZ019 .-_~!@#$%^&()+={}[];',`*?\"<>|:\\\t";
    StringBuilder name = new StringBuilder("n");
    for (int i = random.nextInt(20); i > 0; i--) {
      name.append(letters.charAt(random.nextInt(letters.length())));
    }
    return name.toString();
  }

  @Test
  void excludedDirectoriesAreNotListed() throws Exception {
    docs.write("a.md", "a");
    docs.write("node_modules/x/b.md", "b");
    docs.write("sub/node_modules/c.md", "c");
    LocalFiles spec =
        new LocalFiles(
            docs.path().toString(), List.of("**"), List.of("**/node_modules/**"), 0, false);
    assertThat(SourceDirectory.list(spec)).containsOnlyKeys("a.md");
  }

  @Test
  void temporaryFilesOfATargetAreNoItems() throws Exception {
    docs.write("guide/.freshet-tmp-0123456789abcdef", "half a page");
    assertThat(list("**")).isEmpty();
  }

  @Test
  void linksAreNoItemsUnlessFollowed() throws Exception {
    Path outside = new SourceDirectory(temporary.resolve("other")).write("secret.md", "secret");
    docs.write("a.md", "a");
    Files.createSymbolicLink(docs.path().resolve("file.md"), outside);
    Files.createSymbolicLink(docs.path().resolve("directory"), outside.getParent());
    Files.createSymbolicLink(docs.path().resolve("nowhere"), temporary.resolve("nothing"));
    assertThat(list("**")).containsOnlyKeys("a.md");
    assertThat(SourceDirectory.list(docs.followingLinks()))
        .containsOnlyKeys("a.md", "file.md", "directory/secret.md");
  }

  @Test
  void linksThatLeadBackAreNotFollowedRoundAndRound() throws Exception {
    docs.write("a/b/c.md", "c");
    Files.createSymbolicLink(docs.path().resolve("a/b/up"), docs.path().resolve("a"));
    Files.createSymbolicLink(docs.path().resolve("a/root"), docs.path());
    Files.createSymbolicLink(docs.path().resolve("self"), Path.of("self"));
    assertThat(SourceDirectory.list(docs.followingLinks())).containsOnlyKeys("a/b/c.md");
  }

  @Test
  void pipesAreNoItems() throws Exception {
    docs.write("a.md", "a");
    makePipe(docs.path().resolve("pipe.md"));
    assertThat(list("**")).containsOnlyKeys("a.md");
    assertThat(SourceDirectory.read(docs.all(), "pipe.md")).isEmpty();
  }

  static void makePipe(Path pipe) throws Exception {
    assumeTrue(run("mkfifo", pipe.toString()), "mkfifo is not here");
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aMissingDirectoryFailsBeforeAndDuringARun() throws Exception {
    var reader = SourceDirectory.open(docs.all());
    Files.delete(docs.path());
    String message = "source directory " + docs.path() + " does not exist";
    assertThatThrownBy(() -> reader.list(item -> {})).hasMessage(message);
    assertThatThrownBy(() -> reader.read(List.of("a.md"))).hasMessage(message);
    assertThatThrownBy(() -> SourceDirectory.open(docs.all())).hasMessage(message);
  }

  @Test
  void aMissingDirectoryIsNamedAsWrittenAndAsResolved() {
    assertThatThrownBy(() -> SourceDirectory.open(new LocalFiles("not/there")))
        .hasMessage(
            "source directory not/there (resolved to %s) does not exist",
            Path.of("not/there").toAbsolutePath());
  }

  @Test
  void aFileIsNoSourceDirectory() throws Exception {
    Path file = docs.write("a.md", "a");
    assertThatThrownBy(() -> SourceDirectory.open(new LocalFiles(file.toString())))
        .hasMessageEndingWith(" is not a directory");
  }

  @Test
  void aDirectoryThatCannotBeLookedAtFailsTheListing() throws Exception {
    String deep =
        "cd \"$0\" && for i in $(seq 20); do d=$(printf '%0250d' $i); mkdir $d && cd -P $d; done";
    assumeTrue(run("bash", "-c", deep, docs.path().toString()), "bash is not here");
    try {
      assertThatThrownBy(() -> list("**"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot ")
          .hasMessageContaining(" in source directory " + docs.path() + ": ");
    } finally {
      run("rm", "-rf", docs.path().toString());
    }
  }

  @Test
  void aNameThatIsNoTextFailsTheListingUnlessItIsExcluded() throws Exception {
    docs.write("a.md", "a");
    String touch = "cd \"$0\" && touch \"$(printf 'b\\377.md')\"";
    assumeTrue(run("bash", "-c", touch, docs.path().toString()), "bash is not here");
    assertThatThrownBy(() -> list("**"))
        .hasMessageContaining("cannot be a key")
        .hasMessageContaining("LC_ALL=C.UTF-8");
    assertThat(list("a*")).containsOnlyKeys("a.md");
  }

  @Test
  void whatTheConsumerThrowsEndsTheListing() throws Exception {
    for (int i = 0; i < 1000; i++) {
      docs.write("d" + i % 50 + "/f" + i, "");
    }
    assertThatThrownBy(
            () ->
                SourceDirectory.open(docs.all())
                    .list(
                        item -> {
                          throw new IllegalStateException("enough");
                        }))
        .hasMessage("enough");
  }

  @Test
  void aFileThatIsLeftAloneKeepsItsVersion() throws Exception {
    docs.write("a.md", "a");
    Map<String, String> first = list("**");
    assertThat(list("**")).isEqualTo(first);
  }

  @Test
  void everyChangeIsSeenHoweverQuicklyItFollows() throws Exception {
    for (int i = 0; i < 20; i++) {
      docs.write("a.md", "a" + i % 10);
      String before = list("**").get("a.md");
      docs.write("a.md", "b" + i % 10);
      assertThat(list("**").get("a.md")).isNotEqualTo(before);
    }
  }

  @Test
  void changesAreSeenWhateverTheModificationTimeSays() throws Exception {
    Path file = docs.write("a.md", "one");
    for (FileTime time :
        List.of(
            FileTime.from(0, TimeUnit.SECONDS),
            FileTime.from(1_000_000_000, TimeUnit.SECONDS),
            FileTime.from(10_000_000_000L, TimeUnit.SECONDS))) {
      Files.setLastModifiedTime(file, time);
      String before = list("**").get("a.md");
      assertThat(list("**").get("a.md")).isEqualTo(before);
      Files.writeString(file, "two");
      Files.setLastModifiedTime(file, time);
      assertThat(list("**").get("a.md")).isNotEqualTo(before);
    }
  }

  @Test
  void aVersionNeverComesBackWhileAFileIsBeingWritten() throws Exception {
    Path file = docs.write("a.md", "");
    AtomicInteger writes = new AtomicInteger();
    Thread writer = new Thread(() -> keepWriting(file, writes));
    writer.start();
    try {
      TreeSet<String> versions = new TreeSet<>();
      for (int i = 0; i < 10; i++) {
        assertThat(versions.add(String.valueOf(list("**").get("a.md")))).isTrue();
        int seen = writes.get();
        await().pollDelay(Duration.ZERO).until(() -> writes.get() >= seen + 2);
      }
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  private static void keepWriting(Path file, AtomicInteger writes) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Files.write(file, new byte[writes.get() % 3 + 1]);
        writes.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }
}
