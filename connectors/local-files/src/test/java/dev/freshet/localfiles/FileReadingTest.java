package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.ItemContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReadingTest {
  private final Path temporary;
  private final SourceDirectory docs;

  FileReadingTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    docs = new SourceDirectory(Files.createDirectory(temporary.resolve("docs")));
  }

  @Test
  void readsContentWithTheVersionThatTheListingHas() throws Exception {
    docs.write("guide/a.md", "text");
    String listed = SourceDirectory.list(docs.all()).get("guide/a.md");
    ItemContent content = SourceDirectory.read(docs.all(), "guide/a.md").get(0);
    assertThat((byte[]) content.content()).asString().isEqualTo("text");
    assertThat(content.version()).isEqualTo(listed);
  }

  @Test
  void contentReadRightAfterAChangeHasNoVersion() throws Exception {
    Path file = docs.write("a.md", "");
    List<ItemContent> contents;
    long age;
    do {
      Files.writeString(file, "text");
      long written = System.nanoTime();
      contents = SourceDirectory.read(docs.all(), "a.md");
      age = System.nanoTime() - written;
    } while (age > 15_000_000);
    assertThat(contents).singleElement().extracting(ItemContent::version).isNull();
  }

  @Test
  void readsFilesOfAnySizeWhole() throws Exception {
    Random random = new Random(3);
    for (int size : new int[] {0, 1, 8191, 8192, 8193, 1_000_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Files.write(docs.path().resolve("a"), bytes);
      assertThat(SourceDirectory.read(docs.all(), "a").get(0).content()).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsNotThereIsGone() throws Exception {
    docs.write("a.md", "a");
    docs.write("directory/b.md", "b");
    assertThat(SourceDirectory.read(docs.all(), "x.md", "directory", "a.md/x", "no/a.md"))
        .isEmpty();
  }

  @Test
  void whatIsNotIncludedIsGone() throws Exception {
    docs.write("a.txt", "a");
    LocalFiles markdown = new LocalFiles(docs.path().toString(), List.of("**/*.md"));
    assertThat(SourceDirectory.read(markdown, "a.txt")).isEmpty();
  }

  @Test
  void noKeyLeadsOutOfTheDirectory() throws Exception {
    Path secret = new SourceDirectory(temporary).write("secret.md", "secret");
    docs.write("a/b.md", "b");
    for (String key :
        List.of(
            "../secret.md",
            "a/../../secret.md",
            secret.toString(),
            "/" + secret,
            "./a/b.md",
            "a//b.md",
            "a/./b.md",
            "",
            "/",
            ".",
            "..",
            "a/",
            "a\0b")) {
      assertThat(SourceDirectory.read(docs.all(), key)).as(key).isEmpty();
    }
  }

  @Test
  void linksAreReadOnlyWhereTheyAreFollowed() throws Exception {
    Path secret = new SourceDirectory(temporary.resolve("other")).write("secret.md", "secret");
    Files.createSymbolicLink(docs.path().resolve("file.md"), secret);
    Files.createSymbolicLink(docs.path().resolve("directory"), secret.getParent());
    assertThat(SourceDirectory.read(docs.all(), "file.md", "directory/secret.md")).isEmpty();
    assertThat(SourceDirectory.read(docs.followingLinks(), "file.md", "directory/secret.md"))
        .extracting(content -> new String((byte[]) content.content(), StandardCharsets.UTF_8))
        .containsExactly("secret", "secret");
  }

  @Test
  void aFileOverTheLimitCostsOnlyThatItemAndNoMemory() throws Exception {
    docs.write("a.md", "a");
    try (RandomAccessFile file = new RandomAccessFile(docs.path().resolve("b.md").toFile(), "rw")) {
      file.setLength(10L << 30);
    }
    List<ItemContent> contents = SourceDirectory.read(docs.all(), "a.md", "b.md");
    assertThat(contents.get(0).failure()).isNull();
    assertThat(contents.get(1).failure())
        .hasMessage(
            docs.path().resolve("b.md")
                + " is 10737418240 bytes, the limit is 104857600 bytes:"
                + " raise max-file-size or exclude the file");
    LocalFiles unlimited =
        new LocalFiles(docs.path().toString(), List.of("**"), List.of(), 0, false);
    assertThat(SourceDirectory.read(unlimited, "b.md").get(0).failure())
        .hasMessageContaining("more cannot be one item");
  }

  @Test
  void theLimitItselfIsAllowed() throws Exception {
    docs.write("a.md", "12345");
    docs.write("b.md", "123456");
    LocalFiles five = new LocalFiles(docs.path().toString(), List.of("**"), List.of(), 5, false);
    List<ItemContent> contents = SourceDirectory.read(five, "a.md", "b.md");
    assertThat(contents.get(0).failure()).isNull();
    assertThat(contents.get(1).failure()).isNotNull();
  }
}
