package dev.freshet.localfiles;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;

/** A directory known by its path, for systems that cannot hold one open. */
record PathStream(Path directory, DirectoryStream<Path> entries)
    implements SecureDirectoryStream<Path> {

  @Override
  @SuppressWarnings("StreamResourceLeak")
  public SecureDirectoryStream<Path> newDirectoryStream(Path name, LinkOption... options)
      throws IOException {
    Path path = directory.resolve(name);
    return new PathStream(path, Files.newDirectoryStream(path));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return Files.newByteChannel(directory.resolve(name), options, attributes);
  }

  @Override
  public void deleteFile(Path name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  @Override
  public void deleteDirectory(Path name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  @Override
  public void move(Path from, SecureDirectoryStream<Path> targetDirectory, Path to)
      throws IOException {
    Path target = ((PathStream) targetDirectory).directory.resolve(to);
    Files.move(directory.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
    return Files.getFileAttributeView(directory, type);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path name, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(directory.resolve(name), type, options);
  }

  @Override
  public Iterator<Path> iterator() {
    return entries.iterator();
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
