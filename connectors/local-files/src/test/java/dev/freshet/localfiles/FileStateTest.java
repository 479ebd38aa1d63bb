package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.localfiles.FileState.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateTest {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long CHANGED = 1_700_000_000 * SECOND + 123_456_789;

  @Test
  void versionsAreEqualForEqualStatesOnly() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      FileState one = random(random);
      FileState other = random.nextInt(4) == 0 ? one : random(random);
      assertThat(one.version().equals(other.version()))
          .as("seed %d: %s and %s", seed, one, other)
          .isEqualTo(one.equals(other));
    }
  }

  private static FileState random(Random random) {
    return new FileState(
        Kind.FILE, random.nextInt(3), random.nextInt(3) - 1, random.nextInt(3), random.nextInt(3));
  }

  @Test
  void anyNumberHasAVersion() {
    FileState state = new FileState(Kind.FILE, Long.MAX_VALUE, Long.MIN_VALUE, -1, Long.MAX_VALUE);
    assertThat(state.version()).matches("[0-9a-v]{13}(\\.[0-9a-v]{13}){3}");
  }

  @Test
  void isRacyWithinTheWindowAfterTheChange() {
    FileState state = changedAt(CHANGED);
    assertThat(state.isRacy(CHANGED + MILLISECOND)).isTrue();
    assertThat(state.isRacy(CHANGED + 19 * MILLISECOND)).isTrue();
    assertThat(state.isRacy(CHANGED + 20 * MILLISECOND)).isFalse();
  }

  @Test
  void isRacyForTwoSecondsIfTimesAreWholeSeconds() {
    long changed = 1_700_000_000 * SECOND;
    assertThat(changedAt(changed).isRacy(changed + 1999 * MILLISECOND)).isTrue();
    assertThat(changedAt(changed).isRacy(changed + 2 * SECOND)).isFalse();
  }

  @Test
  void isRacyIfChangedInTheFuture() {
    assertThat(changedAt(CHANGED).isRacy(CHANGED - 3600 * SECOND)).isTrue();
    assertThat(changedAt(Long.MAX_VALUE).isRacy(CHANGED)).isTrue();
  }

  @Test
  void aModificationTimeInTheFutureIsNotRacyOnceTheChangeIsPast() {
    FileState state = new FileState(Kind.FILE, 1, CHANGED + 3600 * SECOND, CHANGED, 1);
    assertThat(state.isRacy(CHANGED + SECOND)).isFalse();
  }

  private static FileState changedAt(long changed) {
    return new FileState(Kind.FILE, 1, changed, changed, 1);
  }

  @Test
  void seesContentReplacedUnderTheSameSizeAndModificationTime(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "one");
    FileTime time = FileTime.from(1_600_000_000, TimeUnit.SECONDS);
    Files.setLastModifiedTime(file, time);
    String before = FileState.of(file, false).version();
    Path other = Files.writeString(directory.resolve("b"), "two");
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(FileState.of(file, false).version()).isNotEqualTo(before);
  }
}
