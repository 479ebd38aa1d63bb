package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Buckets of S3, and of services that speak its protocol, as file systems. An object is written as
 * a whole when its stream is closed. {@code CREATE_NEW} is a write with {@code If-None-Match: *},
 * and {@code WRITE} without {@code CREATE} one with {@code If-Match}. Directories are what keys
 * have in common: every one can be listed, and one exists if anything is in it. What is listed has
 * the attributes that the listing said. Nothing can be moved.
 *
 * <p>A bucket that is opened with other settings is another file system, which new paths belong to.
 */
public final class S3Provider extends FileSystemProvider {
  static final String SCHEME = "s3";

  /** Attributes that are settings of Flink, with which it reaches the same place. */
  static final String FLINK = "flink";

  private static final String KEY = "(/[A-Za-z0-9!_.*'()=+@/-]*)?";

  private final Map<String, S3FileSystem> open = new ConcurrentHashMap<>();

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public S3FileSystem newFileSystem(URI uri, Map<String, ?> settings) throws IOException {
    S3Settings wanted = S3Settings.of(settings);
    String name = bucketOf(uri);
    synchronized (open) {
      S3FileSystem known = open.get(name);
      if (known != null && known.settings().equals(wanted)) {
        throw new FileSystemAlreadyExistsException(uri.toString());
      }
      String bucket = SCHEME + "://" + name;
      String place = bucket + (wanted.endpoint().isEmpty() ? "" : " at " + wanted.endpoint());
      S3FileSystem files =
          new S3FileSystem(
              this, wanted, new Bucket(name, Clients.open(wanted), new Reasons(bucket, place)));
      open.put(name, files);
      return files;
    }
  }

  private static String bucketOf(URI uri) {
    String name = uri.getHost();
    if (name == null || !uri.toString().matches(SCHEME + "://[^/?#@:]+" + KEY)) {
      throw new IllegalArgumentException(
          "expected s3://bucket/prefix, in the prefix letters, digits and !_.*'()=+@-; found "
              + uri);
    }
    return name;
  }

  @Override
  public S3FileSystem getFileSystem(URI uri) {
    S3FileSystem files = open.get(bucketOf(uri));
    if (files == null) {
      throw new FileSystemNotFoundException(uri + " was not opened");
    }
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    return S3Path.absolute(getFileSystem(uri), Objects.requireNonNullElse(uri.getPath(), ""));
  }

  private static S3Path checked(Path path) {
    if (path.toAbsolutePath() instanceof S3Path s3) {
      return s3;
    }
    throw new ProviderMismatchException("Expected a path of S3, found " + path);
  }

  private static Bucket bucket(Path path) {
    return checked(path).getFileSystem().bucket();
  }

  private static String key(Path path) {
    return checked(path).key();
  }

  private static String prefix(Path path) {
    String key = key(path);
    return key.isEmpty() ? "" : key + "/";
  }

  /** For reading; an object is read whole. */
  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException("Objects are written as streams");
    }
    return new Content(present(path, bucket(path).read(key(path))));
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    return present(path, bucket(path).open(key(path)));
  }

  private static <T> T present(Path path, @Nullable T found) throws NoSuchFileException {
    if (found == null) {
      throw new NoSuchFileException(path.toString());
    }
    return found;
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) {
    Set<OpenOption> wanted = Set.of(options);
    if (wanted.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException("Nothing can be added to an object");
    }
    return new Upload(bucket(path), key(path), condition(wanted));
  }

  private static Bucket.Condition condition(Set<OpenOption> wanted) {
    if (wanted.contains(StandardOpenOption.CREATE_NEW)) {
      return Bucket.Condition.ABSENT;
    }
    return wanted.isEmpty() || wanted.contains(StandardOpenOption.CREATE)
        ? Bucket.Condition.ALWAYS
        : Bucket.Condition.PRESENT;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path entry : bucket(directory).list(checked(directory), prefix(directory))) {
      if (filter.accept(entry)) {
        found.add(entry);
      }
    }
    return new Listing(found);
  }

  private record Listing(List<Path> entries) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
      return entries.iterator();
    }

    @Override
    public void close() {}
  }

  /** Nothing is to be done for a directory. */
  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {}

  /** Of a directory, only the mark that others may have made for it. */
  @Override
  public void delete(Path path) throws IOException {
    ObjectAttributes listed = checked(path).listed();
    if (listed == null || !listed.isDirectory()) {
      bucket(path).delete(key(path));
    }
    if (listed == null || listed.isDirectory()) {
      bucket(path).delete(prefix(path));
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("Objects are not copied here");
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("Objects cannot be moved");
  }

  @Override
  public boolean isSameFile(Path path, Path other) {
    return path.equals(other);
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("A bucket has no end");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    var unused = readAttributes(path, BasicFileAttributes.class);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    ObjectAttributes listed = checked(path).listed();
    return type.cast(listed == null ? attributes(path) : listed);
  }

  private static ObjectAttributes attributes(Path path) throws IOException {
    ObjectAttributes object = key(path).isEmpty() ? null : bucket(path).attributes(key(path));
    if (object != null) {
      return object;
    }
    if (bucket(path).isDirectory(prefix(path))) {
      return ObjectAttributes.DIRECTORY;
    }
    throw new NoSuchFileException(path.toString());
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
    if (!attributes.equals(FLINK + ":*")) {
      throw new UnsupportedOperationException("Attributes " + attributes);
    }
    return checked(path).getFileSystem().settings().ofFlink();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException("Attributes of objects");
  }
}
