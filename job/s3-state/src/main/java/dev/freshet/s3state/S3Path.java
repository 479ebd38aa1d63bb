package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The name of an object or of what its key begins with, from its bucket on or relative. */
final class S3Path implements Path {
  private final S3FileSystem files;
  private final boolean absolute;
  private final List<String> names;
  private final @Nullable ObjectAttributes listed;

  private S3Path(
      S3FileSystem files, boolean absolute, List<String> names, @Nullable ObjectAttributes listed) {
    this.files = files;
    this.absolute = absolute;
    this.names = names;
    this.listed = listed;
  }

  static S3Path absolute(S3FileSystem files, String key) {
    return new S3Path(files, true, split(key), null);
  }

  static S3Path relative(S3FileSystem files, String name) {
    return new S3Path(files, false, split(name), null);
  }

  /** Of an entry in this directory, with what the listing said of it. */
  S3Path entry(String name, ObjectAttributes attributes) {
    return new S3Path(files, absolute, joined(names, List.of(name)), attributes);
  }

  private static List<String> split(String text) {
    return Stream.of(text.split("/")).filter(name -> !name.isEmpty()).toList();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  String key() {
    return String.join("/", names);
  }

  /** Null if it comes from no listing. */
  @Nullable
  ObjectAttributes listed() {
    return listed;
  }

  private S3Path with(boolean newAbsolute, List<String> newNames) {
    return new S3Path(files, newAbsolute, newNames, null);
  }

  @Override
  public S3FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable Path getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    return names.isEmpty() ? null : with(false, names.subList(names.size() - 1, names.size()));
  }

  @Override
  public @Nullable Path getParent() {
    boolean none = names.isEmpty() || !absolute && names.size() == 1;
    return none ? null : with(absolute, names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public Path getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public Path subpath(int begin, int end) {
    return with(false, names.subList(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof S3Path path
        && isSibling(path)
        && names.size() >= path.names.size()
        && names.subList(0, path.names.size()).equals(path.names);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof S3Path path
        && files.equals(path.files)
        && (path.absolute
            ? equals(path)
            : names.size() >= path.names.size()
                && names
                    .subList(names.size() - path.names.size(), names.size())
                    .equals(path.names));
  }

  private boolean isSibling(S3Path other) {
    return files.equals(other.files) && absolute == other.absolute;
  }

  @Override
  public Path normalize() {
    return this;
  }

  @Override
  public Path resolve(Path other) {
    if (other.isAbsolute()) {
      return other;
    }
    List<String> more =
        other instanceof S3Path path ? path.names : split(other.toString().replace('\\', '/'));
    return with(absolute, joined(names, more));
  }

  @Override
  public Path relativize(Path other) {
    if (!other.startsWith(this)) {
      throw new IllegalArgumentException("Expected a path below " + this + ", found " + other);
    }
    return with(false, ((S3Path) other).names.subList(names.size(), other.getNameCount()));
  }

  @Override
  public URI toUri() {
    return URI.create(toAbsolutePath().toString());
  }

  @Override
  public Path toAbsolutePath() {
    return absolute ? this : with(true, names);
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return toAbsolutePath();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("S3 does not tell of changes");
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof S3Path path && isSibling(path) && names.equals(path.names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(files, absolute, names);
  }

  @Override
  public String toString() {
    return absolute
        ? names.stream().map(name -> "/" + name).collect(Collectors.joining("", files.name(), ""))
        : key();
  }
}
