package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.freshet.engine.item.ItemFormats;
import dev.freshet.engine.row.RowFormats;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What earlier builds wrote into snapshots reads back, and damage of it does no harm. */
class GoldenFilesTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long WILD = 1 << 20;

  @TempDir private Path directory;

  static List<GoldenFormat<?>> formats() {
    return Stream.of(ItemFormats.all(), RowFormats.all())
        .<GoldenFormat<?>>flatMap(List::stream)
        .toList();
  }

  /**
   * Writes the golden files of formats that have none yet, into the directory of test resources
   * that is given. A file that is there is never written again.
   */
  public static void main(String[] arguments) throws IOException {
    Path temporary = Files.createTempDirectory("golden");
    for (GoldenFormat<?> format : formats()) {
      Path file = Path.of(arguments[0]).resolve(format.path());
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.write(file, encode(format, temporary));
      }
    }
  }

  private static <T> byte[] encode(GoldenFormat<T> format, Path directory) throws IOException {
    return format.encoder().encode(format.example(), directory);
  }

  @ParameterizedTest
  @MethodSource("formats")
  <T> void readsBackAndIsWrittenTheSame(GoldenFormat<T> format) throws Exception {
    byte[] golden = format.golden();

    assertThat(format.decoder().decode(golden, directory))
        .usingRecursiveComparison()
        .isEqualTo(format.example());
    assertThat(encode(format, directory)).isEqualTo(golden);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aNewerVersionIsAClearError(GoldenFormat<?> format) throws Exception {
    byte[] newer = format.golden();
    newer[format.version()]++;

    try {
      format.decoder().decode(newer, directory);
      fail("was read");
    } catch (IllegalArgumentException | IOException e) {
      char known = Character.forDigit(format.golden()[format.version()] & 0xF, 10);
      char found = Character.forDigit(newer[format.version()] & 0xF, 10);
      assertThat(e)
          .hasMessageMatching("(?s).*of version '?" + found + "'?, known is '?" + known + "'?.*");
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aCutIsAnError(GoldenFormat<?> format) throws Exception {
    byte[] golden = format.golden();
    for (int length = 0; length < golden.length; length++) {
      if (isRead(format, Arrays.copyOf(golden, length))) {
        assertThat(format).asString().isEqualTo("shard-state");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyOtherByteIsReadOrIsAnError(GoldenFormat<?> format) throws Exception {
    byte[] golden = format.golden();
    for (int i = 0; i < golden.length; i++) {
      for (int other : List.of(1, 16, 128, 255)) {
        byte[] damaged = golden.clone();
        damaged[i] ^= (byte) other;
        if (isRead(format, damaged)) {
          assertThat(format.damageIsFound()).isFalse();
        }
      }
    }
  }

  /** Anything but these two exceptions ends the test; so does memory taken for a mad length. */
  private boolean isRead(GoldenFormat<?> format, byte[] bytes) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      format.decoder().decode(bytes, directory);
      return true;
    } catch (IllegalArgumentException | IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    } finally {
      long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(taken).as("bytes allocated").isLessThan(WILD);
    }
  }
}
