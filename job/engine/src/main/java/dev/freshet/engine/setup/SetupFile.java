package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.Path;

/** The setup of one flow, in {@code setup.json}. */
public final class SetupFile implements SetupChanges.Store {
  private static final JsonFormat FORMAT = new JsonFormat("setup", 1, Unreadable.RESTORE);

  private final Path file;

  SetupFile(Path file) {
    this.file = file;
  }

  /** What was written last; an empty state if nothing was. */
  public SetupState read() throws IOException {
    byte[] bytes = StateFiles.read(file);
    return bytes == null ? SetupState.empty() : FORMAT.decode(file, bytes, SetupJson::read);
  }

  @Override
  public void write(SetupState state) throws IOException {
    StateFiles.write(file, FORMAT.encode(SetupJson.write(state)));
  }
}
