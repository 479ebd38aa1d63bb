package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final long EPOCH = 1L << 32;

  @Test
  void seesWhatEndedBeforeIt() {
    Snapshot snapshot = Snapshot.parse("740:748:740,745");
    assertThat(snapshot.sees(739)).isTrue();
    assertThat(snapshot.sees(740)).isFalse();
    assertThat(snapshot.sees(741)).isTrue();
    assertThat(snapshot.sees(745)).isFalse();
    assertThat(snapshot.sees(748)).isFalse();
    assertThat(Snapshot.parse("748:748:").sees(747)).isTrue();
  }

  @Test
  void numbersWithoutTheirEpochAreThoseNearIt() {
    Snapshot justAfter =
        Snapshot.parse("%d:%d:%d".formatted(EPOCH - 3, 3 * EPOCH + 5, 3 * EPOCH - 2));
    assertThat(justAfter.sees(-1)).isTrue();
    assertThat(justAfter.sees(-2)).isFalse();
    assertThat(justAfter.sees(4)).isTrue();
    assertThat(justAfter.sees(5)).isFalse();
    Snapshot high = Snapshot.parse("%d:%d:".formatted(EPOCH - 3, EPOCH - 3));
    assertThat(high.sees((int) (EPOCH - 4))).isTrue();
    assertThat(high.sees(2)).isFalse();
  }
}
