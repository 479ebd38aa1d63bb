package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownKeysTest {
  @TempDir private Path directory;

  private KnownKeys keys() {
    return new KnownKeys(directory.resolve("keys"));
  }

  private Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("keys"))) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    long[] hashes = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};

    assertThat(keys().read(keys().write(1, 9, hashes))).isEqualTo(hashes);
    assertThat(keys().read(keys().write(1, 10, new long[0]))).isEmpty();
    assertThat(keys().read(null)).isEmpty();
  }

  @Test
  void readsBackMoreThanIsHeldInOnePart() throws IOException {
    for (int count : new int[] {8191, 8192, 8193, 20_000}) {
      long[] hashes = LongStream.range(0, count).map(i -> i * 0x123456789abcdL).toArray();
      assertThat(keys().read(keys().write(1, count, hashes))).isEqualTo(hashes);
    }
  }

  @Test
  void deletesTheOlderFilesOfItsSourceAlone() throws IOException {
    String old = keys().write(1, 0xff, new long[] {1});
    String current = keys().write(1, 0x100, new long[] {2});
    String newer = keys().write(1, 0x101, new long[] {3});
    String other = keys().write(11, 1, new long[] {4});
    keys().deleteOlderThan(1, current);

    assertThat(files()).containsExactlyInAnyOrder(current, newer, other);
    assertThat(old).isNotEqualTo(current);
    keys().deleteOlderThan(1, null);
    assertThat(files()).hasSize(3);
  }

  @Test
  void deletesNothingWhereNothingWasWritten() throws IOException {
    keys().deleteOlderThan(1, "1-5.keys");

    assertThat(directory.resolve("keys")).doesNotExist();
  }

  @Test
  void saysWhichFileIsDamaged() throws IOException {
    String name = keys().write(1, 9, new long[] {1, 2});
    Path file = directory.resolve("keys").resolve(name);
    byte[] damaged = Files.readAllBytes(file);
    damaged[20] ^= 1;
    Files.write(file, damaged);

    assertThatThrownBy(() -> keys().read(name))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("damaged");
  }
}
