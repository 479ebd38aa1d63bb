package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.Path;

/** The setup of one flow, in {@code setup.json}. */
public final class SetupFile implements SetupChanges.Store {
  private static final JsonFormat FORMAT = new JsonFormat("setup", 2, Unreadable.RESTORE);

  private final Path file;
  private final StateDirectory.Owned owned;

  SetupFile(Path file, StateDirectory.Owned owned) {
    this.file = file;
    this.owned = owned;
  }

  /** What was written last; an empty state if nothing was. */
  public SetupState read() throws IOException {
    byte[] bytes = StateFiles.read(file);
    return bytes == null ? SetupState.empty() : FORMAT.decode(file, bytes, SetupJson::read);
  }

  @Override
  public void write(SetupState state) throws IOException {
    owned.check();
    StateFiles.write(file, FORMAT.encode(SetupJson.write(state)));
  }

  @Override
  public void checkFence() throws IOException {
    owned.check();
  }
}
