package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
  @Test
  void readsDurationsAsPeopleWriteThem() {
    assertThat(Quantities.duration("200ms")).isEqualTo(Duration.ofMillis(200));
    assertThat(Quantities.duration("5 s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(Quantities.duration("1m")).isEqualTo(Duration.ofMinutes(1));
    assertThat(Quantities.duration("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(Quantities.duration("1d")).isEqualTo(Duration.ofDays(1));
    assertThat(Quantities.duration("PT1M30S")).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void refusesWhatHasNoUnitOrDoesNotFit() {
    assertThat(Quantities.duration("5")).isNull();
    assertThat(Quantities.duration("5 parsecs")).isNull();
    assertThat(Quantities.duration("")).isNull();
    assertThat(Quantities.duration("99999999999999999999h")).isNull();
    assertThat(Quantities.size("9223372036854775807KB")).isNull();
    assertThat(Quantities.size("5 parsecs")).isNull();
    assertThat(Quantities.size("0.5MB")).isNull();
  }

  @Test
  void readsSizes() {
    assertThat(Quantities.size("1_000")).isEqualTo(1000);
    assertThat(Quantities.size("-1")).isEqualTo(-1);
    assertThat(Quantities.size("100MB")).isEqualTo(100_000_000);
    assertThat(Quantities.size("64 KiB")).isEqualTo(65_536);
  }
}
