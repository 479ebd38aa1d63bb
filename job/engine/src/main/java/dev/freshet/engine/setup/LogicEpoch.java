package dev.freshet.engine.setup;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Counts how often the flow changed between runs that started a job, in {@code epoch}. A change and
 * its reversal are two: what was compared before the first is compared again.
 */
public final class LogicEpoch {
  private static final BinaryFormat FORMAT =
      new BinaryFormat("logic epoch", 'E', 1, Unreadable.RESTORE);

  private final Path file;
  private final StateDirectory.Owned owned;

  LogicEpoch(Path file, StateDirectory.Owned owned) {
    this.file = file;
    this.owned = owned;
  }

  /**
   * The epoch of a job that is about to start with this flow; durable on return. The first is 1.
   */
  public long raise(Fingerprint flow) throws IOException {
    byte[] bytes = StateFiles.read(file);
    Epoch last = bytes == null ? null : FORMAT.decode(file, bytes, Epoch::read);
    if (last != null && last.flow().equals(flow)) {
      return last.number();
    }
    Epoch next = new Epoch(last == null ? 1 : last.number() + 1, flow);
    owned.check();
    StateFiles.write(file, FORMAT.encode(next.written()));
    return next.number();
  }

  private record Epoch(long number, Fingerprint flow) {
    static Epoch read(BinaryReader in) {
      long number = in.getLong();
      return new Epoch(number, Fingerprint.read(in));
    }

    BinaryWriter written() {
      BinaryWriter out = new BinaryWriter().putLong(number);
      flow.write(out);
      return out;
    }
  }
}
