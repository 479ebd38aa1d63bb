package dev.freshet.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One format that outlives a process, with an example whose bytes an earlier build wrote.
 *
 * @param path of the golden file among the test resources
 * @param version where in the bytes the version is
 * @param damageIsFound whether the format has a checksum, so that no damage may pass
 */
public record GoldenFormat<T>(
    String path,
    T example,
    int version,
    boolean damageIsFound,
    Encoder<T> encoder,
    Decoder<T> decoder) {

  /** Encodes, using this directory if the format is that of a file. */
  public interface Encoder<T> {
    byte[] encode(T value, Path directory) throws IOException;
  }

  /** Decodes, using this directory if the format is that of a file. */
  public interface Decoder<T> {
    T decode(byte[] bytes, Path directory) throws Exception;
  }

  byte[] golden() throws IOException {
    try (InputStream in = GoldenFormat.class.getResourceAsStream("/" + path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }

  @Override
  public String toString() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
