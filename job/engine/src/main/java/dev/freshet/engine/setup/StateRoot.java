package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the state of all flows is: a directory, or a place such as {@code s3://bucket/prefix} that
 * a {@link FileSystemProvider} of its scheme reaches, which {@link ServiceLoader} finds. Of such a
 * provider is asked, beyond the JDK's contract, that an object that is written appears as a whole
 * and is durable when the stream is closed; that {@code CREATE_NEW} lets one writer win; that
 * {@code WRITE} alone replaces only what is there and was not replaced meanwhile; that everybody
 * sees both at once; and that directories need not be made.
 */
public final class StateRoot {
  private static final Pattern PLACE = Pattern.compile("([a-z][a-z0-9+.-]+)://.+");
  private static final String FILE = "file";
  private static final String FLINK = "flink:*";
  private static final Map<String, FileSystemProvider> PROVIDERS = new ConcurrentHashMap<>();

  private StateRoot() {}

  /** Whether this names a place that is not a path. */
  public static boolean isPlace(String location) {
    return scheme(location) != null;
  }

  /** Whether files there are those of this machine's file systems. */
  public static boolean isLocal(Path path) {
    return path.getFileSystem() == FileSystems.getDefault();
  }

  /**
   * The place with this address, which is reached with these settings from now on in this process.
   *
   * @param settings of Flink, which may say how to reach its file system of the same scheme
   * @throws StateException if it cannot be used, and why
   */
  public static Path open(String place, Map<String, String> settings) throws IOException {
    Path root = path(place, settings, true);
    try {
      var unused = StateFiles.names(root);
      return root;
    } catch (FileSystemException e) {
      throw unusable(place, e);
    }
  }

  /**
   * A path, or a place that was opened in this process, or is now.
   *
   * @param settings for a place that was not
   */
  public static Path of(String location, Supplier<Map<String, String>> settings)
      throws StateException {
    if (location.startsWith(FILE + ":")) {
      return Path.of(URI.create(location));
    }
    String scheme = scheme(location);
    if (scheme == null) {
      return Path.of(location);
    }
    URI uri = uri(location);
    try {
      return provider(scheme, location).getPath(uri);
    } catch (FileSystemNotFoundException first) {
      return path(location, settings.get(), false);
    }
  }

  /** What Flink's file system of the same scheme has to be told to reach this place as well. */
  public static Map<String, String> settingsOfFlink(Path root) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    if (!isLocal(root)) {
      Files.readAttributes(root, FLINK).forEach((key, value) -> settings.put(key, "" + value));
    }
    return settings;
  }

  private static Path path(String place, Map<String, String> settings, boolean fromNow)
      throws StateException {
    URI uri = uri(place);
    FileSystemProvider provider = provider(String.valueOf(uri.getScheme()), place);
    try {
      return provider.newFileSystem(uri, settings).provider().getPath(uri);
    } catch (FileSystemAlreadyExistsException same) {
      return provider.getPath(uri);
    } catch (FileSystemException e) {
      throw unusable(place, e);
    } catch (IllegalArgumentException | IOException e) {
      throw new StateException("--state " + place + ": " + e.getMessage(), e);
    }
  }

  private static URI uri(String place) throws StateException {
    try {
      return URI.create(place);
    } catch (IllegalArgumentException e) {
      throw new StateException(
          "--state: expected a directory or a place such as s3://bucket/prefix, found " + place, e);
    }
  }

  private static StateException unusable(String place, FileSystemException e) {
    return new StateException("--state " + place + ": " + e.getReason(), e);
  }

  private static @Nullable String scheme(String location) {
    Matcher place = PLACE.matcher(location);
    return place.matches() && !place.group(1).equals(FILE) ? place.group(1) : null;
  }

  private static FileSystemProvider provider(String scheme, String place) throws StateException {
    FileSystemProvider known = PROVIDERS.get(scheme);
    if (known != null) {
      return known;
    }
    TreeMap<String, FileSystemProvider> found = new TreeMap<>();
    ServiceLoader.load(FileSystemProvider.class, StateRoot.class.getClassLoader())
        .forEach(provider -> found.putIfAbsent(provider.getScheme(), provider));
    FileSystemProvider provider = found.get(scheme);
    if (provider == null) {
      throw new StateException(
          "--state %s: state can be in a directory, or in a place of %s; found %s"
              .formatted(place, found.keySet(), scheme));
    }
    FileSystemProvider first = PROVIDERS.putIfAbsent(scheme, provider);
    return first == null ? provider : first;
  }
}
