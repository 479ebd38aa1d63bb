package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.internal.RowRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer for file systems such as HDFS, on the one that is here. */
class RenamingWriterTest {
  @TempDir Path root;
  private RenamingWriter writer;

  @BeforeEach
  void prepare() throws Exception {
    writer = new RenamingWriter(Place.open(root.toString(), Location.of("uri", root.toString())));
  }

  private void write(String key, String text) throws Exception {
    writer.write(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private Stream<String> found() throws Exception {
    return Files.walk(root)
        .filter(path -> !path.equals(root))
        .map(path -> root.relativize(path).toString());
  }

  @Test
  void writesReplacesAndDeletes() throws Exception {
    write("guide/a b.html", "one");
    write("guide/a b.html", "two");
    assertThat(root.resolve("guide/a b.html")).hasContent("two");
    assertThat(found()).containsExactlyInAnyOrder("guide", "guide/a b.html");
    writer.delete("guide/a b.html");
    writer.delete("guide/a b.html");
    writer.delete("never/there");
    assertThat(found()).isEmpty();
  }

  @Test
  void whatIsInTheWayStaysAndTheRowIsRefused() throws Exception {
    write("a", "file");
    write("d/e", "file");
    assertThatThrownBy(() -> write("a/b", "x"))
        .isInstanceOfSatisfying(
            RowRefused.class, e -> assertThat(e.reason()).contains("is in the way"));
    assertThatThrownBy(() -> write("d", "x")).isInstanceOf(RowRefused.class);
    writer.delete("d");
    assertThat(found()).containsExactlyInAnyOrder("a", "d", "d/e");
  }

  @Test
  void anEmptyDirectoryMakesPlaceForAFile() throws Exception {
    Files.createDirectories(root.resolve("d"));
    write("d", "file");
    assertThat(root.resolve("d")).hasContent("file");
  }

  @Test
  void directoriesOfOthersStay() throws Exception {
    write("a/b/c/row", "x");
    Files.writeString(root.resolve("a/other"), "y");
    writer.delete("a/b/c/row");
    assertThat(found()).containsExactlyInAnyOrder("a", "a/other");
  }
}
