package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the source does where Flink's own listing would not. */
class LocalFilesTest {
  @TempDir Path root;
  private FileSystemFiles files;

  @BeforeEach
  void prepare() {
    files = new FileSystemFiles(root.toString());
  }

  @Test
  void linksAreNoItemsEvenIfTheyLeadNowhereOrBack() throws Exception {
    Files.writeString(root.resolve("a"), "x");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("nowhere"), root.resolve("missing"));
    Files.createDirectory(root.resolve("d"));
    Files.createSymbolicLink(root.resolve("d/back"), root);
    try (Source source = Source.of(files)) {
      assertThat(source.list()).containsOnlyKeys("a");
      assertThat(source.reader().read(List.of("link", "d/back/a", "nowhere", "d"))).isEmpty();
    }
  }

  @Test
  void temporaryFilesOfTargetsAreNoItems() throws Exception {
    Files.writeString(root.resolve(RowFile.TEMPORARY + "1"), "x");
    assertThat(Source.of(files).list()).isEmpty();
  }

  @Test
  void excludedDirectoriesAreNotOpenedAndPatternsDecide() throws Exception {
    for (String name : List.of("a.md", "b.txt", "old/c.md", "new/d.md")) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.writeString(root.resolve(name), "x");
    }
    FileSystemFiles some =
        new FileSystemFiles(
            root.toString(),
            List.of("**/*.md"),
            List.of("old/**"),
            0,
            FileSystemFiles.Format.WHOLE_FILE,
            List.of(),
            List.of(),
            ",");
    try (Source source = Source.of(some)) {
      assertThat(source.list()).containsOnlyKeys("a.md", "new/d.md");
      assertThat(source.reader().read(List.of("b.txt", "old/c.md"))).isEmpty();
    }
  }

  @Test
  void aFileThatIsTooLargeIsAFailedItem() throws Exception {
    Files.writeString(root.resolve("a"), "12345");
    FileSystemFiles small =
        new FileSystemFiles(
            root.toString(),
            List.of("**"),
            List.of(),
            4,
            FileSystemFiles.Format.WHOLE_FILE,
            List.of(),
            List.of(),
            ",");
    try (Source source = Source.of(small)) {
      assertThat(source.list()).containsOnlyKeys("a");
      assertThat(source.read("a").failure()).hasMessageContaining("has 5 bytes, the limit is 4");
    }
  }

  /** The other half of the promise: what keeps both is not seen. */
  @Test
  void theVersionIsTimeAndLength() throws Exception {
    Path file = Files.writeString(root.resolve("a"), "one");
    FileTime time = FileTime.from(Instant.parse("2024-02-29T12:00:00.25Z"));
    Files.setLastModifiedTime(file, time);
    Map<String, String> before = Source.of(files).list();
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, time);
    assertThat(Source.of(files).list()).isEqualTo(before);
    Files.writeString(file, "three");
    Files.setLastModifiedTime(file, time);
    assertThat(Source.of(files).list()).isNotEqualTo(before);
  }

  @Test
  void aTimeInTheFutureGivesAVersionThatIsNeverReportedAgain() throws Exception {
    Path file = Files.writeString(root.resolve("a"), "one");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
    assertThat(Source.of(files).list()).isNotEqualTo(Source.of(files).list());
  }

  @Test
  void aFileSystemThatIsNotHereIsNamedWithItsPlugin() {
    assertThatThrownBy(() -> Source.of(new FileSystemFiles("gs://bucket/docs")))
        .hasMessageContaining("gs://bucket/docs")
        .hasMessageContaining("flink-gs-fs-hadoop-2.3.0.jar")
        .hasMessageContaining("FLINK_PLUGINS_DIR");
    assertThatThrownBy(() -> Source.of(new FileSystemFiles("nonsense://x/docs")))
        .hasMessageContaining("file system \"nonsense\"");
    assertThatThrownBy(() -> Source.of(new FileSystemFiles("hdfs://host:8020/docs")))
        .hasMessageContaining("Hadoop's jars");
  }
}
