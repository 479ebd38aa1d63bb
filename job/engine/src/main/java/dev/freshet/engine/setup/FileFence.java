package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A run is fenced when its lock file is gone: see {@link LockDirectory}. */
record FileFence(String flow, Path directory, long number) implements Fence {
  @Override
  public void check() throws IOException {
    try {
      StateFiles.expect(directory.resolve(Long.toString(number)));
    } catch (NoSuchFileException gone) {
      throw new FencedException(
          "Run %d of flow %s must not write any more, run %d took the flow over, as it does when a process is silent for too long."
              .formatted(number, flow, LockDirectory.highest(directory)));
    }
  }
}
