package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The record of the last run, in {@code last-run.json}. Nothing depends on it. */
public final class LastRunFile {
  private static final JsonFormat FORMAT =
      new JsonFormat("record of the last run", 1, "delete it, and the next run writes it anew");

  private final Path file;

  LastRunFile(Path file) {
    this.file = file;
  }

  public Optional<LastRun> read() throws IOException {
    byte[] bytes = StateFiles.read(file);
    return bytes == null
        ? Optional.empty()
        : Optional.of(FORMAT.decode(file, bytes, LastRun::read));
  }

  public void write(LastRun run) throws IOException {
    StateFiles.replaceUnforced(file, FORMAT.encode(run.written()));
  }
}
