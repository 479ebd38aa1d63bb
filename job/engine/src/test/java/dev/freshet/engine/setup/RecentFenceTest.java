package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentFenceTest {
  private final AtomicLong clock = new AtomicLong(-5);
  private int looks;
  private boolean takenOver;

  private final Fence asked =
      new Fence() {
        @Override
        public long number() {
          return 7;
        }

        @Override
        public void check() throws IOException {
          looks++;
          if (takenOver) {
            throw new FencedException("taken over");
          }
        }
      };

  private final Fence recent = new RecentFence(asked, clock::get);

  @Test
  void looksOnceASecond() throws IOException {
    for (int i = 0; i < 3; i++) {
      recent.check();
    }
    assertThat(looks).isEqualTo(1);
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    recent.check();
    assertThat(looks).isEqualTo(2);
    assertThat(recent.number()).isEqualTo(7);
  }

  @Test
  void aRunThatWasTakenOverStaysSo() throws IOException {
    recent.check();
    takenOver = true;
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(recent::check).isInstanceOf(FencedException.class);
    }
  }
}
