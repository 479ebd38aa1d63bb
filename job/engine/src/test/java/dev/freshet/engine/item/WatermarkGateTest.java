package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatermarkGateTest {
  private final WatermarkGate gate = new WatermarkGate();

  @Test
  void letsAWatermarkThroughWhenNothingIsOpen() {
    gate.watermark(1);

    assertThat(gate.poll()).isEqualTo(OptionalLong.of(1));
    assertThat(gate.poll()).isEmpty();
  }

  @Test
  void holdsItUntilWhatCameBeforeIsDoneAndNoLonger() {
    WatermarkGate.Ticket before = gate.admit();
    gate.watermark(1);
    WatermarkGate.Ticket after = gate.admit();
    gate.watermark(2);

    assertThat(gate.poll()).isEmpty();
    before.done();
    assertThat(gate.poll()).isEqualTo(OptionalLong.of(1));
    assertThat(gate.poll()).isEmpty();
    after.done();
    assertThat(gate.poll()).isEqualTo(OptionalLong.of(2));
  }

  @Test
  void aLaterGroupThatIsDoneWaitsForAnEarlierOne() {
    WatermarkGate.Ticket first = gate.admit();
    gate.watermark(1);
    gate.admit().done();
    gate.watermark(2);

    assertThat(gate.poll()).isEmpty();
    first.done();
    assertThat(gate.poll()).isEqualTo(OptionalLong.of(1));
    assertThat(gate.poll()).isEqualTo(OptionalLong.of(2));
  }

  @Test
  void everyWatermarkGoesOnOnceInOrderAndNeverTooEarly() {
    Random random = new Random(4);
    List<WatermarkGate.Ticket> open = new ArrayList<>();
    List<Long> admittedUpTo = new ArrayList<>();
    long next = 1;
    long passed = 0;
    for (int i = 0; i < 10_000; i++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          open.add(gate.admit());
          admittedUpTo.add(next);
        }
        case 1 -> gate.watermark(next++);
        default -> {
          if (!open.isEmpty()) {
            int any = random.nextInt(open.size());
            open.remove(any).done();
            admittedUpTo.remove(any);
          }
        }
      }
      OptionalLong polled = gate.poll();
      if (polled.isPresent()) {
        assertThat(polled.getAsLong()).isEqualTo(++passed);
        assertThat(admittedUpTo).allMatch(watermark -> watermark > polled.getAsLong());
      }
    }
  }
}
