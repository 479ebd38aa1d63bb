package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Any bytes where a snapshot has an element of state: read as something, or a clear error. */
class FormatsFuzzTest {
  /** Those that need no file. */
  private static final List<GoldenFormat<?>> FORMATS =
      GoldenFilesTest.formats().stream()
          .filter(format -> !List.of("spill", "known-keys").contains(format.toString()))
          .toList();

  private static final Path NOWHERE = Path.of("nowhere");

  /** The first byte says which format. */
  @FuzzTest
  void anyBytesAreReadOrRefused(byte[] input) throws Exception {
    if (input.length > 0) {
      GoldenFormat<?> format = FORMATS.get((input[0] & 0xFF) % FORMATS.size());
      check(format, Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static <T> void check(GoldenFormat<T> format, byte[] bytes) throws Exception {
    T value;
    try {
      value = format.decoder().decode(bytes, NOWHERE);
    } catch (IllegalArgumentException | IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    if (!format.toString().equals("batch-mutations")) {
      byte[] again = format.encoder().encode(value, NOWHERE);
      T same = format.decoder().decode(again, NOWHERE);
      assertThat(format.encoder().encode(same, NOWHERE)).isEqualTo(again);
    }
  }
}
