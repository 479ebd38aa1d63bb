package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The record of the last run, in {@code last-run.json}. It may be deleted; then a snapshot that is
 * missing is not missed.
 */
public final class LastRunFile {
  private static final JsonFormat FORMAT =
      new JsonFormat("record of the last run", 1, "delete it, and the next run writes it anew");

  private final Path file;
  private final StateDirectory.Owned owned;

  LastRunFile(Path file, StateDirectory.Owned owned) {
    this.file = file;
    this.owned = owned;
  }

  public Optional<LastRun> read() throws IOException {
    byte[] bytes = StateFiles.read(file);
    return bytes == null
        ? Optional.empty()
        : Optional.of(FORMAT.decode(file, bytes, LastRun::read));
  }

  /**
   * @throws IOException if another run has taken the flow over: what this one left may be gone
   */
  public void write(LastRun run) throws IOException {
    owned.check();
    StateFiles.replaceUnforced(file, FORMAT.encode(run.written()));
  }
}
