package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows as files of this machine. */
class LocalRowsTest {
  @TempDir Path directory;
  private Path root;
  private Target target;

  @BeforeEach
  void prepare() throws Exception {
    root = directory.resolve("pages");
    target = Target.of(new FileSystemDirectory(root.toString(), ".html"));
    target.create();
  }

  private Stream<String> found() throws IOException {
    return Files.walk(root)
        .filter(path -> !path.equals(root))
        .map(path -> root.relativize(path).toString());
  }

  @Test
  void noRowIsWrittenThroughALink() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("a.html"), "theirs");
    Files.createSymbolicLink(root.resolve("link"), outside);
    assertThat(target.upsert("link/a", "x").get("link/a")).contains("in the way");
    target.delete("link/a");
    assertThat(outside.resolve("a.html")).hasContent("theirs");
    assertThat(target.rows()).isEmpty();
  }

  @Test
  void aLinkInARowsPlaceIsReplacedAndNotFollowed() throws Exception {
    Path theirs = Files.writeString(directory.resolve("theirs"), "theirs");
    Files.createSymbolicLink(root.resolve("a.html"), theirs);
    assertThat(target.upsert("a", "x")).isEmpty();
    assertThat(root.resolve("a.html")).isRegularFile().hasContent("x");
    assertThat(theirs).hasContent("theirs");
  }

  @Test
  void filesOfOthersStayAndDirectoriesThatBecomeEmptyGo() throws Exception {
    target.upsert("a/b/row", "x", "c/row", "y");
    Files.writeString(root.resolve("a/other.txt"), "theirs");
    target.delete("a/b/row", "c/row", "a/other", "a/b/row");
    assertThat(found()).containsExactlyInAnyOrder("a", "a/other.txt");
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNextSetup() throws Exception {
    Files.createDirectories(root.resolve("d"));
    Files.writeString(root.resolve("d").resolve(RowFile.TEMPORARY + "0123"), "half");
    Files.writeString(root.resolve("d/other"), "theirs");
    target.create();
    assertThat(found()).containsExactlyInAnyOrder("d", "d/other");
  }

  @Test
  void aDirectoryThatIsAFileOrGoneIsNamed() throws Exception {
    Files.delete(root);
    assertThatThrownBy(() -> target.upsert("a", "x"))
        .hasMessageContaining(root.toString())
        .hasMessageContaining("does not exist");
    Files.writeString(root, "a file");
    assertThatThrownBy(() -> target.create()).hasMessageContaining(root.toString());
  }

  @Test
  void anotherExtensionIsAnotherPlaceAndTheSameSpecIsCompatible() {
    Setup<FileSystemDirectory> other =
        Target.of(new FileSystemDirectory(root.toString(), ".txt")).setup();
    assertThat(target.connector().compatibility(target.setup(), other))
        .isEqualTo(Compatibility.RECREATE);
    assertThat(target.connector().compatibility(target.setup(), target.setup()))
        .isEqualTo(Compatibility.COMPATIBLE);
  }
}
