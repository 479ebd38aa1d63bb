package dev.freshet.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.encoding.Fingerprint;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenRowsTest {
  @Test
  void knowsExactlyTheRowsThatItMet() {
    Random random = new Random(7);
    SeenRows seen = new SeenRows();
    Set<Fingerprint> met = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      Fingerprint row = new Fingerprint(random.nextLong(), random.nextLong());
      if (random.nextInt(3) > 0) {
        assertThat(seen.add(row)).isTrue();
        met.add(row);
      } else {
        assertThat(seen.contains(row)).isFalse();
      }
    }
    assertThat(met).allMatch(seen::contains).noneMatch(seen::add);
  }

  @Test
  void takesAFingerprintOfZeros() {
    SeenRows seen = new SeenRows();
    assertThat(seen.contains(new Fingerprint(0, 0))).isFalse();
    assertThat(seen.add(new Fingerprint(0, 0))).isTrue();
    assertThat(seen.contains(new Fingerprint(0, 0))).isTrue();
  }
}
