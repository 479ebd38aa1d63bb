package dev.freshet.engine.flink;

import dev.freshet.engine.item.Failures;
import dev.freshet.engine.setup.StateException;
import dev.freshet.engine.setup.StateRoot;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Whether Flink reaches the place of the state, too. */
final class SnapshotPlace {
  private SnapshotPlace() {}

  /**
   * @throws StateException if this process could write no snapshot there
   */
  static void check(Path state) throws IOException {
    if (StateRoot.isLocal(state)) {
      return;
    }
    try {
      FileSystem.get(state.toUri());
    } catch (UnsupportedFileSystemSchemeException e) {
      String scheme = state.toUri().getScheme();
      throw new StateException(
          "--state %s: Flink, which writes the snapshots there, has no file system for %s. Put flink-%s-fs-hadoop-%s.jar from Maven Central into %s/flink-%s-fs-hadoop beside ./freshet, or into that directory of those that %s names."
              .formatted(
                  state,
                  scheme,
                  scheme,
                  EnvironmentInformation.getVersion(),
                  FileSystemPlugins.OF_INSTALLATION,
                  scheme,
                  FileSystemPlugins.VARIABLE),
          e);
    } catch (IOException e) {
      String why = Failures.message(e);
      throw new IOException(
          "--state " + state + ": Flink, which writes the snapshots there, cannot: " + why, e);
    }
  }
}
