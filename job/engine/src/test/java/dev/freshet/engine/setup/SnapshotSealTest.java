package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of a snapshot, each byte in turn. */
class SnapshotSealTest {
  private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";

  private final Path all;
  private final Path snapshot;
  private final Path metadata;
  private Path file;

  SnapshotSealTest(@TempDir Path all) {
    this.all = all;
    snapshot = all.resolve("7/job/chk-3");
    metadata = snapshot.resolve("_metadata");
  }

  @BeforeEach
  void write() throws IOException {
    write("");
  }

  /**
   * @param place before the name of its file
   */
  private void write(String place) throws IOException {
    byte[] content = "sorted strings".repeat(20).getBytes(StandardCharsets.UTF_8);
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    file = all.resolve("6/job/shared").resolve(SnapshotSeal.sealed(UUID, checksum));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.write(file.resolveSibling("of-another-snapshot"), content);
    Files.createDirectories(snapshot);
    byte[] named =
        ("\0head of it, " + place + file.getFileName() + "\7tail").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(named);
    out.writeBytes(SnapshotSeal.of(named));
    Files.write(metadata, out.toByteArray());
  }

  private void check() throws IOException {
    SnapshotSeal.check(snapshot, all);
  }

  @Test
  void whatWasWrittenIsWhole() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void filesThatAreNotWhereTheyWereWrittenAreAClearError() throws IOException {
    write("file:" + all + "/6/job/shared/");
    assertThatCode(this::check).doesNotThrowAnyException();
    write("file:/gone für immer/6/job/shared/");
    assertThatThrownBy(this::check)
        .isInstanceOf(StateException.class)
        .hasMessageContainingAll("/gone für immer/6/job/shared/" + UUID, "make a link there");
  }

  @Test
  void noByteMayChangeNorBeMissing() throws IOException {
    int refused = refusesDamage(metadata) + refusesDamage(file);
    assertThat(refused).isGreaterThan(500);
  }

  private int refusesDamage(Path damaged) throws IOException {
    byte[] whole = Files.readAllBytes(damaged);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      refuses(damaged, flipped);
      refuses(damaged, Arrays.copyOf(whole, i));
    }
    refuses(damaged, Arrays.copyOf(whole, whole.length + 1));
    Files.write(damaged, whole);
    return 2 * whole.length + 1;
  }

  private void refuses(Path damaged, byte[] content) throws IOException {
    Files.write(damaged, content);
    assertThatThrownBy(this::check)
        .isInstanceOf(StateException.class)
        .hasMessageContaining(damaged.toString())
        .hasMessageContaining("--reset");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(file);
    assertThatThrownBy(this::check)
        .isInstanceOf(StateException.class)
        .hasMessageContaining(file.getFileName().toString());
  }
}
