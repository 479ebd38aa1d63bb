package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScanClockTest {
  private final ScanClock clock = new ScanClock(1, 0);

  @Test
  void numbersRiseWithinARunAndFromRunToRun() {
    long one = clock.begin();
    long two = clock.begin();

    assertThat(two).isEqualTo(one + 1);
    assertThat(new ScanClock(2, 0).begin()).isGreaterThan(two).isEqualTo(ScanClock.firstOf(2));
  }

  @Test
  void aRestartWithinTheRunGoesOnBehindTheLastNumber() {
    clock.begin();
    clock.begin();
    ScanClock restarted = new ScanClock(1, clock.last());

    assertThat(restarted.begin()).isEqualTo(clock.last() + 1);
  }

  @Test
  void aNumberIsTheWatermarkOnlyWhenAllSmallerOnesAreComplete() {
    long one = clock.begin();
    long two = clock.begin();
    long three = clock.begin();

    assertThat(clock.complete(two)).isEmpty();
    assertThat(clock.complete(one)).isEqualTo(OptionalLong.of(two));
    assertThat(clock.complete(three)).isEqualTo(OptionalLong.of(three));
  }

  @Test
  void aFailedScanIsNeverTheWatermarkAndHoldsNoneBack() {
    long one = clock.begin();
    long two = clock.begin();
    long three = clock.begin();

    assertThat(clock.complete(two)).isEmpty();
    clock.fail(one);
    assertThat(clock.complete(three)).isEqualTo(OptionalLong.of(three));
  }

  @Test
  void aScanThatIsStillRunningHoldsAllLaterOnes() {
    long slow = clock.begin();
    for (int i = 0; i < 5; i++) {
      assertThat(clock.complete(clock.begin())).isEmpty();
    }

    assertThat(clock.complete(slow)).isEqualTo(OptionalLong.of(clock.last()));
  }

  @Test
  void aScanThatFailedIsNotPartOfALaterWatermark() {
    ScanClock clock = new ScanClock(1, 0);
    long first = clock.begin();
    clock.fail(clock.begin());

    assertThat(clock.complete(first)).hasValue(first);
  }
}
