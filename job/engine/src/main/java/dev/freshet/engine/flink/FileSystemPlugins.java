package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginDescriptor;

/** The file systems that Flink loads for this process, each jar from a directory of its own. */
public final class FileSystemPlugins {
  static final String VARIABLE = "FLINK_PLUGINS_DIR";
  static final String OF_INSTALLATION = "flink-plugins";
  private static final String OPTIONS = "fs.";

  private FileSystemPlugins() {}

  /**
   * Loads those in the directory that Flink's own variable names, or else in {@code flink-plugins}
   * beside {@code ./freshet}. Without either, and without options for file systems, nothing is
   * done: Flink then knows those on its class path.
   *
   * @param settings of Flink, with the credentials of file systems among them
   */
  public static void load(Map<String, String> settings) throws RunFailure {
    Path directory = directory(System.getenv(VARIABLE), System.getProperty("freshet.home"));
    if (directory != null || settings.keySet().stream().anyMatch(key -> key.startsWith(OPTIONS))) {
      load(settings, directory);
    }
  }

  static @Nullable Path directory(@Nullable String named, @Nullable String home) throws RunFailure {
    if (named != null && !named.isEmpty()) {
      Path directory = Path.of(named);
      if (!Files.isDirectory(directory)) {
        throw new RunFailure(RunFailure.WRONG, VARIABLE + ": there is no directory " + named, null);
      }
      return directory;
    }
    Path installed = home == null ? null : Path.of(home).resolve(OF_INSTALLATION);
    return installed != null && Files.isDirectory(installed) ? installed : null;
  }

  private static void load(Map<String, String> settings, @Nullable Path directory)
      throws RunFailure {
    Configuration configuration = Configuration.fromMap(settings);
    try {
      List<PluginDescriptor> found =
          directory == null
              ? List.of()
              : List.copyOf(new DirectoryBasedPluginFinder(directory).findPlugins());
      FileSystem.initialize(
          configuration,
          new DefaultPluginManager(
              found, CoreOptions.getPluginParentFirstLoaderPatterns(configuration)));
    } catch (IOException | RuntimeException e) {
      throw new RunFailure(
          RunFailure.WRONG,
          "Flink's plugins in "
              + directory
              + " cannot be loaded: "
              + e.getMessage()
              + "; each is a directory with its jar in it",
          e);
    }
  }
}
