package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDirectoryConnectorTest {
  private static final Field KEY = TargetDirectory.field("filename", Kind.TEXT);
  private static final Field TEXT = TargetDirectory.field("html", Kind.TEXT);

  private final LocalDirectoryConnector connector = new LocalDirectoryConnector();

  @Test
  void isFoundByItsService() {
    assertThat(ServiceLoader.load(TargetConnector.class))
        .hasAtLeastOneElementOfType(LocalDirectoryConnector.class);
  }

  private void check(LocalDirectory spec, List<Field> key, List<Field> value) {
    connector.check(new Setup<>("pages", spec, new RowSchema(key, value), Duration.ofSeconds(5)));
  }

  @Test
  void acceptsOneTextKeyWithTextOrBytes() {
    LocalDirectory spec = new LocalDirectory("out", ".html");
    check(spec, List.of(KEY), List.of(TEXT));
    check(spec, List.of(KEY), List.of(TargetDirectory.field("content", Kind.BYTES)));
  }

  @Test
  void refusesRowsThatAreNoFile() {
    Field number = TargetDirectory.field("number", Kind.INT);
    Field maybe = new Field("maybe", Type.of(Kind.TEXT), true);
    assertRefused(List.of(KEY, TEXT), List.of(TEXT), "TEXT filename, TEXT html");
    assertRefused(List.of(number), List.of(TEXT), "INT number");
    assertRefused(List.of(KEY), List.of(), "beside it []");
    assertRefused(List.of(KEY), List.of(TEXT, number), "TEXT html, INT number");
    assertRefused(List.of(KEY), List.of(maybe), "nullable TEXT maybe");
  }

  private void assertRefused(List<Field> key, List<Field> value, String message) {
    assertThatThrownBy(() -> check(new LocalDirectory("out"), key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("target pages: ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesOptionsThatCanNeverWork() {
    for (LocalDirectory spec :
        List.of(
            new LocalDirectory(""),
            new LocalDirectory("a\0b"),
            new LocalDirectory("out", "/x"),
            new LocalDirectory("out", "\\x"),
            new LocalDirectory("out", "\0"))) {
      assertThatThrownBy(() -> check(spec, List.of(KEY), List.of(TEXT)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anotherDirectoryOrExtensionIsAnotherPlace() {
    assertThat(keyOf(new LocalDirectory("out", ".html"))).isEqualTo("out/*.html");
    assertThat(compatibility(new LocalDirectory("out", ".html"), new LocalDirectory("out", ".h")))
        .isEqualTo(Compatibility.RECREATE);
    assertThat(compatibility(new LocalDirectory("out"), new LocalDirectory("elsewhere")))
        .isEqualTo(Compatibility.RECREATE);
  }

  @Test
  void forcingToDiskChangesNoRow() {
    LocalDirectory one = new LocalDirectory("out", ".html", false);
    LocalDirectory other = new LocalDirectory("out", ".html", true);
    assertThat(keyOf(one)).isEqualTo(keyOf(other));
    assertThat(compatibility(one, other)).isEqualTo(Compatibility.COMPATIBLE);
  }

  @Test
  void otherContentIsWrittenAgain() {
    LocalDirectory spec = new LocalDirectory("out");
    assertThat(
            connector.compatibility(
                TargetDirectory.setup(spec, Kind.TEXT), TargetDirectory.setup(spec, Kind.BYTES)))
        .isEqualTo(Compatibility.REWRITE_ROWS);
  }

  private String keyOf(LocalDirectory spec) {
    return connector.persistentKey(TargetDirectory.setup(spec, Kind.TEXT));
  }

  private Compatibility compatibility(LocalDirectory previous, LocalDirectory current) {
    return connector.compatibility(
        TargetDirectory.setup(previous, Kind.TEXT), TargetDirectory.setup(current, Kind.TEXT));
  }

  @Test
  void setsUpAndDropsTheDirectoryThatItMade(@TempDir Path temporary) throws IOException {
    Path out = temporary.resolve("build/out");
    TargetDirectory target = new TargetDirectory(new LocalDirectory(out.toString()));
    target.create();
    target.create();
    assertThat(out).isEmptyDirectory();
    Files.createDirectory(out.resolve("d"));
    Files.writeString(out.resolve("d/.freshet-tmp-1234"), "half");
    Files.writeString(out.resolve("d/theirs"), "theirs");
    target.drop();
    assertThat(target.contents()).containsOnlyKeys("d/", "d/theirs");
    Files.delete(out.resolve("d/theirs"));
    Files.delete(out.resolve("d"));
    target.drop();
    target.drop();
    assertThat(out).doesNotExist();
  }

  @Test
  void settingUpRemovesTemporaryFilesOnly(@TempDir Path temporary) throws IOException {
    TargetDirectory target = new TargetDirectory(new LocalDirectory(temporary.toString()));
    Files.createDirectory(temporary.resolve("d"));
    Files.writeString(temporary.resolve("d/.freshet-tmp-1234"), "half");
    Files.writeString(temporary.resolve("d/theirs"), "theirs");
    target.create();
    assertThat(target.contents()).containsOnlyKeys("d/", "d/theirs");
    Files.delete(temporary.resolve("d/theirs"));
    Files.delete(temporary.resolve("d"));
    target.drop();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aFileInTheWayIsNamed(@TempDir Path temporary) throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "theirs");
    for (Path out : List.of(file, file.resolve("out"))) {
      TargetDirectory target = new TargetDirectory(new LocalDirectory(out.toString()));
      assertThatThrownBy(target::create)
          .isInstanceOf(IOException.class)
          .hasMessage("target directory %s cannot be written: %s is a file", out, file);
      assertThatThrownBy(() -> target.connector.prepare(target.setup))
          .hasMessageContaining("cannot be written");
    }
    assertThat(file).hasContent("theirs");
  }
}
