package dev.freshet.engine.setup;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The content of one lock file. Its length does not depend on {@code renewals} and {@code
 * released}, so that it can be renewed in place.
 *
 * @param since to the second
 * @param runs what the holder is doing, {@code update} or {@code live}
 * @param unended as {@link RunLock#unended}
 */
record LockEntry(
    ProcessIdentity holder,
    Instant since,
    String runs,
    long unended,
    long renewals,
    boolean released) {
  private static final BinaryFormat FORMAT =
      new BinaryFormat(
          "lock", 'L', 1, "if no process runs this flow, a run that waits takes it over");

  static LockEntry taken(ProcessIdentity holder, Instant since, String runs, long unended) {
    return new LockEntry(holder, since, runs, unended, 0, false);
  }

  LockEntry renewed() {
    return new LockEntry(holder, since, runs, unended, renewals + 1, false);
  }

  LockEntry withRelease() {
    return new LockEntry(holder, since, runs, unended, renewals + 1, true);
  }

  byte[] encode() {
    BinaryWriter out = new BinaryWriter();
    out.putString(holder.host()).putString(holder.place());
    out.putLong(holder.pid()).putString(holder.started());
    out.putLong(since.getEpochSecond()).putString(runs);
    out.putLong(unended).putLong(renewals).putBoolean(released);
    return FORMAT.encode(out);
  }

  static LockEntry decode(Path file, byte[] bytes) throws StateException {
    return FORMAT.decode(file, bytes, LockEntry::read);
  }

  private static LockEntry read(BinaryReader in) {
    String host = in.getString();
    String place = in.getString();
    long pid = in.getLong();
    ProcessIdentity holder = new ProcessIdentity(host, place, pid, in.getString());
    Instant since = Instant.ofEpochSecond(in.getLong());
    String runs = in.getString();
    long unended = in.getLong();
    long renewals = in.getLong();
    return new LockEntry(holder, since, runs, unended, renewals, in.getBoolean());
  }
}
