package dev.freshet.localfiles;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.RowRefused;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * A directory held open, so that it stays the same one whatever happens to its path. Names in it
 * are never followed if they are links.
 */
final class OpenDirectory implements Closeable {
  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final int CHUNK = 1 << 20;

  private final Path path;
  private final SecureDirectoryStream<Path> stream;
  private final boolean foldsNames;
  private final Set<String> names = new HashSet<>();

  /**
   * @param foldsNames whether the file system takes some names that differ for one
   */
  OpenDirectory(Path path, DirectoryStream<Path> stream, boolean foldsNames) {
    this.path = path;
    this.stream =
        stream instanceof SecureDirectoryStream<Path> secure
            ? secure
            : new PathStream(path, stream);
    this.foldsNames = foldsNames;
  }

  @SuppressWarnings("StreamResourceLeak")
  static OpenDirectory root(Path path, boolean foldsNames) throws IOException {
    return new OpenDirectory(path, Files.newDirectoryStream(path), foldsNames);
  }

  Path path() {
    return path;
  }

  /** What has exactly this name; null if nothing has. */
  @Nullable
  BasicFileAttributes find(String name) throws IOException {
    BasicFileAttributes found = look(name);
    return found == null || isSpelled(name) ? found : null;
  }

  private @Nullable BasicFileAttributes look(String name) throws IOException {
    try {
      return stream
          .getFileAttributeView(
              Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * @throws RowRefused if another name would be taken for this one
   */
  void claim(String name) throws IOException, RowRefused {
    if (foldsNames && look(name) != null && !isSpelled(name)) {
      throw new RowRefused(
          "the file system takes \""
              + name
              + "\" and another name in "
              + path
              + " for one; rename one of the two");
    }
  }

  /** Whether what is found by this name has this one, letter for letter. */
  private boolean isSpelled(String name) throws IOException {
    if (!foldsNames || names.contains(name)) {
      return true;
    }
    names.clear();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw new IOException("cannot list " + path + ": " + FileProblem.reason(e), e);
    }
    return names.contains(name);
  }

  /** Opens the directory of this name, which must be one. */
  OpenDirectory open(String name) throws IOException {
    return new OpenDirectory(
        path.resolve(name),
        stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS),
        foldsNames);
  }

  void write(String name, byte[] content, boolean sync) throws IOException {
    try (SeekableByteChannel channel = create(name)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.position() < content.length) {
        rest.limit(Math.min(content.length, rest.position() + CHUNK));
        channel.write(rest);
      }
      if (sync && channel instanceof FileChannel file) {
        file.force(true);
      }
    }
  }

  private SeekableByteChannel create(String name) throws IOException {
    try {
      return stream.newByteChannel(Path.of(name), NEW_FILE);
    } catch (FileAlreadyExistsException e) {
      stream.deleteFile(Path.of(name));
      return stream.newByteChannel(Path.of(name), NEW_FILE);
    }
  }

  void rename(String from, String to) throws IOException {
    stream.move(Path.of(from), stream, Path.of(to));
  }

  void deleteFile(String name) throws IOException {
    stream.deleteFile(Path.of(name));
    names.remove(name);
  }

  void deleteDirectory(String name) throws IOException {
    stream.deleteDirectory(Path.of(name));
    names.remove(name);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
