package dev.freshet.localfiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What one look at a path found. Times are nanoseconds since 1970.
 *
 * @param changed when the file system last changed the file or its attributes, which no user can
 *     set; the modification time where the platform does not say
 */
record FileState(Kind kind, long size, long modified, long changed, long inode) {
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  private static final LinkOption[] FOLLOW = {};
  private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final String UNIX_ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino";

  private static final int TYPE_BITS = 0xF000;
  private static final int DIRECTORY_TYPE = 0x4000;
  private static final int FILE_TYPE = 0x8000;
  private static final int LINK_TYPE = 0xA000;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long FINE_CLOCK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long COARSE_CLOCK = 2 * SECOND;

  static FileState of(Path path, boolean followLinks) throws IOException {
    LinkOption[] links = followLinks ? FOLLOW : NO_FOLLOW;
    return UNIX
        ? of(Files.readAttributes(path, UNIX_ATTRIBUTES, links))
        : of(Files.readAttributes(path, BasicFileAttributes.class, links));
  }

  private static FileState of(Map<String, Object> found) {
    Kind kind =
        switch ((int) attribute(found, "mode") & TYPE_BITS) {
          case FILE_TYPE -> Kind.FILE;
          case DIRECTORY_TYPE -> Kind.DIRECTORY;
          case LINK_TYPE -> Kind.LINK;
          default -> Kind.OTHER;
        };
    return new FileState(
        kind,
        (long) attribute(found, "size"),
        nanos((FileTime) attribute(found, "lastModifiedTime")),
        nanos((FileTime) attribute(found, "ctime")),
        (long) attribute(found, "ino"));
  }

  private static Object attribute(Map<String, Object> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  private static FileState of(BasicFileAttributes found) {
    Kind kind =
        found.isRegularFile()
            ? Kind.FILE
            : found.isDirectory()
                ? Kind.DIRECTORY
                : found.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    long modified = nanos(found.lastModifiedTime());
    Object fileKey = found.fileKey();
    return new FileState(
        kind, found.size(), modified, modified, fileKey == null ? 0 : fileKey.hashCode());
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  /**
   * Equal for equal states only. The time of the last change is given by its distance from the
   * modification, which is mostly none: a listing has a version for each of its files.
   */
  String version() {
    byte[] text = new byte[4 * 14];
    int start = prepend(inode, text, text.length);
    text[--start] = '.';
    start = prepend(changed - modified, text, start);
    text[--start] = '.';
    start = prepend(size, text, start);
    text[--start] = '.';
    start = prepend(modified, text, start);
    return new String(text, start, text.length - start, StandardCharsets.ISO_8859_1);
  }

  /** Writes a number to base 32 so that it ends before {@code end}; returns where it starts. */
  private static int prepend(long number, byte[] text, int end) {
    int at = end;
    long rest = number;
    do {
      int digit = (int) rest & 31;
      text[--at] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
      rest >>>= 5;
    } while (rest != 0);
    return at;
  }

  /**
   * Whether the file, seen in this state at that time, can change again without another state to
   * show for it: the clock that stamps changes has not certainly moved on since the last one.
   */
  boolean isRacy(long seenAt) {
    return settledAt() > seenAt;
  }

  /** When this state, if still found, is no longer racy. */
  long settledAt() {
    long window = changed % SECOND == 0 ? COARSE_CLOCK : FINE_CLOCK;
    return changed > Long.MAX_VALUE - window ? Long.MAX_VALUE : changed + window;
  }

  /** The longest that waiting for {@link #settledAt} is worth; later means a clock set wrong. */
  static long longestWait() {
    return COARSE_CLOCK + FINE_CLOCK;
  }

  static long now() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }
}
