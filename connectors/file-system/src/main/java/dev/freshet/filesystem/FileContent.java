package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Reads whole files, up to a limit. */
record FileContent(Place place, long limit) {
  static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * @param maxFileSize 0 for no limit but that of an array
   */
  static FileContent of(Place place, long maxFileSize) {
    return new FileContent(
        place, maxFileSize == 0 ? LARGEST_ARRAY : Math.min(maxFileSize, LARGEST_ARRAY));
  }

  record Read(byte[] bytes, @Nullable FileLook look) {}

  /**
   * The bytes, with a look at the file that holds for them; null if it is gone.
   *
   * @throws IOException if this file cannot be read
   */
  @Nullable
  Read read(String key) throws IOException, Unavailable {
    FileLook before = place.look(key);
    if (before == null) {
      return null;
    }
    checkLength(key, before.length());
    byte[] bytes;
    try (InputStream in = place.system().open(place.path(key))) {
      bytes = in.readNBytes((int) Math.min(limit + 1, LARGEST_ARRAY));
    } catch (FileNotFoundException e) {
      if (place.look(key) == null) {
        return null;
      }
      throw Failures.of("cannot open " + place.path(key), e);
    } catch (IOException e) {
      throw Failures.of("cannot read " + place.path(key), e);
    }
    checkLength(key, bytes.length);
    FileLook after = place.look(key);
    boolean same = after != null && before.isSameAs(after) && after.length() == bytes.length;
    return new Read(bytes, same ? after : null);
  }

  private void checkLength(String key, long length) throws IOException {
    if (length > limit) {
      throw tooLarge(place.path(key).toString(), length, limit);
    }
  }

  static IOException tooLarge(String file, long length, long limit) {
    String advice =
        limit < LARGEST_ARRAY
            ? "raise max-file-size or exclude it"
            : "more cannot be one item; exclude it";
    return new IOException(
        "the file %s has %d bytes, the limit is %d: %s".formatted(file, length, limit, advice));
  }
}
