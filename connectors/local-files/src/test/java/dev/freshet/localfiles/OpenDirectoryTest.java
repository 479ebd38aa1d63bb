package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenDirectoryTest {
  private static final byte[] CONTENT = "x".getBytes(StandardCharsets.UTF_8);

  private final Path path;
  private final OpenDirectory directory;

  @SuppressWarnings("StreamResourceLeak")
  OpenDirectoryTest(@TempDir Path temporary) throws IOException {
    path = temporary;
    directory =
        new OpenDirectory(path, new IgnoresCase(path, Files.newDirectoryStream(path)), true);
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  @Test
  void namesThatAreOneForTheFileSystemAreNotOneForRows() throws Exception {
    directory.claim("a.html");
    directory.write("a.html", CONTENT, false);
    directory.claim("a.html");
    assertThatThrownBy(() -> directory.claim("A.html"))
        .isInstanceOf(RowRefused.class)
        .hasMessageContaining("\"A.html\" and another name in " + path + " for one");
    assertThat(directory.find("A.html")).isNull();
    assertThat(directory.find("a.html")).isNotNull();
  }

  @Test
  void aNameIsFreeAgainWhenTheOtherIsGone() throws Exception {
    directory.write("a.html", CONTENT, false);
    assertThat(directory.find("a.html")).isNotNull();
    directory.deleteFile("a.html");
    directory.claim("A.html");
    directory.write("A.html", CONTENT, false);
    assertThat(directory.find("A.html")).isNotNull();
  }

  @Test
  void whatOthersAddMeanwhileIsNoTwin() throws Exception {
    directory.write("a.html", CONTENT, false);
    assertThat(directory.find("a.html")).isNotNull();
    Files.createDirectory(path.resolve("guide"));
    directory.claim("guide");
    assertThat(directory.find("guide")).isNotNull();
  }

  /** Finds by any name the one that differs from it in case only, as some file systems do. */
  private record IgnoresCase(PathStream directory, Path path)
      implements SecureDirectoryStream<Path> {
    IgnoresCase(Path path, DirectoryStream<Path> stream) {
      this(new PathStream(path, stream), path);
    }

    private Path stored(Path name) {
      try (Stream<Path> entries = Files.list(path)) {
        return entries
            .map(Path::getFileName)
            .filter(entry -> entry.toString().equalsIgnoreCase(name.toString()))
            .findFirst()
            .orElse(name);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path name, LinkOption... options)
        throws IOException {
      return directory.newDirectoryStream(stored(name), options);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return directory.newByteChannel(stored(name), options, attributes);
    }

    @Override
    public void deleteFile(Path name) throws IOException {
      directory.deleteFile(stored(name));
    }

    @Override
    public void deleteDirectory(Path name) throws IOException {
      directory.deleteDirectory(stored(name));
    }

    @Override
    public void move(Path from, SecureDirectoryStream<Path> target, Path to) throws IOException {
      directory.move(stored(from), directory, stored(to));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
      return directory.getFileAttributeView(type);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
        Path name, Class<V> type, LinkOption... options) {
      return directory.getFileAttributeView(stored(name), type, options);
    }

    @Override
    public Iterator<Path> iterator() {
      return directory.iterator();
    }

    @Override
    public void close() throws IOException {
      directory.close();
    }
  }
}
