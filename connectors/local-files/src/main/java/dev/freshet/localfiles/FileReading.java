package dev.freshet.localfiles;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One call of {@code read}. A key that does not lead to a regular file below the root, or leads
 * through a link where links are not followed, is of no item. (A process that puts a link in a
 * directory's place in the very moment of a read can still have it followed.)
 */
final class FileReading {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final LocalFiles spec;
  private final SourceRoot root;
  private final KeyFilter filter;
  private final OpenOption[] openOptions;
  private final Set<Path> directories = new HashSet<>();

  FileReading(LocalFiles spec, SourceRoot root, KeyFilter filter) {
    this.spec = spec;
    this.root = root;
    this.filter = filter;
    openOptions =
        spec.followLinks() ? new OpenOption[0] : new OpenOption[] {LinkOption.NOFOLLOW_LINKS};
    directories.add(root.directory());
  }

  List<ItemContent> read(List<String> keys) throws IOException {
    List<ItemContent> contents = new ArrayList<>(keys.size());
    for (String key : keys) {
      ItemContent content = read(key);
      if (content != null) {
        contents.add(content);
      }
    }
    if (contents.size() < keys.size()) {
      root.check();
    }
    return contents;
  }

  private @Nullable ItemContent read(String key) {
    Path path = root.path(key);
    if (path == null || !filter.isItem(key)) {
      return null;
    }
    try {
      return isInDirectory(path) ? read(key, path) : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return ItemContent.failed(
          key, new IOException("cannot read " + path + ": " + FileProblem.reason(e), e));
    }
  }

  private boolean isInDirectory(Path path) throws IOException {
    Path parent = path.getParent();
    if (spec.followLinks() || parent == null || directories.contains(parent)) {
      return true;
    }
    return isInDirectory(parent)
        && Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)
        && directories.add(parent);
  }

  private @Nullable ItemContent read(String key, Path path) throws IOException {
    FileState before = FileState.of(path, spec.followLinks());
    for (int attempt = 1; ; attempt++) {
      if (before.kind() != FileState.Kind.FILE) {
        return null;
      }
      byte[] bytes = before.size() > limit() ? null : bytes(path, (int) before.size());
      if (bytes == null) {
        return ItemContent.failed(key, tooLarge(path, before));
      }
      long seenAt = FileState.now();
      FileState after = FileState.of(path, spec.followLinks());
      if (after.equals(before)) {
        return ItemContent.of(key, after.isRacy(seenAt) ? null : after.version(), bytes);
      }
      if (attempt == 2) {
        return ItemContent.of(key, null, bytes);
      }
      before = after;
    }
  }

  private long limit() {
    long wanted = spec.maxFileSize() == 0 ? LARGEST_ARRAY : spec.maxFileSize();
    return Math.min(wanted, LARGEST_ARRAY);
  }

  private IOException tooLarge(Path path, FileState found) {
    String size = found.size() > limit() ? found.size() + " bytes" : "growing";
    String advice =
        limit() < LARGEST_ARRAY
            ? "raise max-file-size or exclude the file"
            : "more cannot be one item; exclude the file";
    return new IOException(
        path + " is " + size + ", the limit is " + limit() + " bytes: " + advice);
  }

  /** The whole file; null if it grew beyond the limit. */
  private byte @Nullable [] bytes(Path path, int expected) throws IOException {
    try (InputStream in = Files.newInputStream(path, openOptions)) {
      byte[] bytes = new byte[expected];
      int read = in.readNBytes(bytes, 0, expected);
      if (read < expected) {
        return Arrays.copyOf(bytes, read);
      }
      int next = in.read();
      return next < 0 ? bytes : grown(bytes, next, in);
    }
  }

  private byte @Nullable [] grown(byte[] bytes, int next, InputStream in) throws IOException {
    byte[] more = in.readNBytes((int) (limit() - bytes.length));
    if (bytes.length + 1L + more.length > limit()) {
      return null;
    }
    byte[] all = Arrays.copyOf(bytes, bytes.length + 1 + more.length);
    all[bytes.length] = (byte) next;
    System.arraycopy(more, 0, all, bytes.length + 1, more.length);
    return all;
  }
}
