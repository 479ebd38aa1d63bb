package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The digest of the last update that left everything in step, in {@code digest}. */
public final class DigestFile {
  private static final BinaryFormat FORMAT =
      new BinaryFormat("digest", 'D', 1, "delete it, and the next update compares everything");

  private final Path file;
  private final StateDirectory.Owned owned;

  DigestFile(Path file, StateDirectory.Owned owned) {
    this.file = file;
    this.owned = owned;
  }

  public Optional<RunDigest> read() throws IOException {
    byte[] bytes = StateFiles.read(file);
    return bytes == null
        ? Optional.empty()
        : Optional.of(FORMAT.decode(file, bytes, RunDigest::read));
  }

  /** On return the digest is durable. */
  public void write(RunDigest digest) throws IOException {
    owned.check();
    StateFiles.write(file, FORMAT.encode(digest.written()));
  }

  /** On return it is gone for good, whatever happens to this process or its machine. */
  public void delete() throws IOException {
    StateFiles.delete(file);
  }
}
