package dev.freshet.engine.setup;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class PosixStateFilesTest extends StateFilesContract {
  @TempDir Path directory;

  @Override
  Path root() {
    return directory;
  }
}
