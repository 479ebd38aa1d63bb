package dev.freshet.engine.setup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Looks again when the last look is a second old. Only for where a lease is much longer. */
final class RecentFence implements Fence {
  private static final long LASTS = TimeUnit.SECONDS.toNanos(1);

  private final Fence fence;
  private final LongSupplier nanoTime;
  private volatile long looked;

  RecentFence(Fence fence, LongSupplier nanoTime) {
    this.fence = fence;
    this.nanoTime = nanoTime;
    this.looked = nanoTime.getAsLong() - LASTS;
  }

  @Override
  public long number() {
    return fence.number();
  }

  @Override
  public void check() throws IOException {
    long now = nanoTime.getAsLong();
    if (now - looked >= LASTS) {
      fence.check();
      looked = now;
    }
  }
}
