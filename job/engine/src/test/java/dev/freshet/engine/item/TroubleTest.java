package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TroubleTest {
  @Test
  void anUnsettledItemIsDueAtTheNextScan() {
    Trouble unsettled = new Trouble(1, "k", "v", null, 0);

    assertThat(unsettled.failed()).isFalse();
    assertThat(unsettled.backoff()).isEqualTo(1);
  }

  @Test
  void aFailingItemIsDueLaterAndLaterUpToALimit() {
    assertThat(IntStream.of(1, 2, 3, 7, 8, 100, Integer.MAX_VALUE))
        .map(failures -> (int) new Trouble(1, "k", "v", "broken", failures).backoff())
        .containsExactly(1, 2, 4, 64, 64, 64, 64);
  }

  @Test
  void aNewRunIsBeyondEveryBackoff() {
    long lastOfOneRun = ScanClock.firstOf(1) + 1_000_000_000L;
    long backoff = new Trouble(1, "k", "v", "broken", 100).backoff();

    assertThat(ScanClock.firstOf(2)).isGreaterThan(lastOfOneRun + backoff);
  }

  @Test
  void theRetryIsForcedAndLooksForTheVersionThatWasListed() {
    assertThat(new Trouble(1, "k", "v", "broken", 3).retry(9))
        .isEqualTo(ItemChange.listed(1, "k", "v", true, 9));
    assertThat(new Trouble(1, "k", null, "broken", 3).retry(9))
        .isEqualTo(ItemChange.touched(1, "k", 9));
  }
}
