package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * A directory by the name of its file system and its path there. Flink's own way from texts to
 * paths is not used: it takes {@code \} for {@code /}, cuts blanks off, and reads a name with a
 * colon as a scheme.
 *
 * @param authority null if there is none
 * @param path begins with {@code /} and ends with it only if it is nothing else
 */
record Location(String scheme, @Nullable String authority, String path) {
  private static final Pattern URI_WITH_SCHEME =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):(?://([^/]*))?(.*)", Pattern.DOTALL);
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3p", "s3n", "gs", "oss", "cos", "obs");
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  /**
   * @param option what is written there, for messages
   * @throws IllegalArgumentException if it is no directory that could be
   */
  static Location of(String option, String uri) {
    if (uri.isBlank()) {
      throw new IllegalArgumentException(option + " is blank; it names a directory");
    }
    Matcher matcher = URI_WITH_SCHEME.matcher(uri);
    if (!matcher.matches()) {
      return local(option, new File(uri).getAbsoluteFile().toPath().normalize().toString());
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    String authority = matcher.group(2);
    String path = matcher.group(3);
    if (authority != null && authority.contains("@") && authority.contains(":")) {
      int user = authority.indexOf('@');
      if (authority.lastIndexOf(':', user) >= 0) {
        throw new IllegalArgumentException(
            option + " has a password in it; credentials belong in Flink's configuration");
      }
    }
    if (scheme.equals("file")) {
      if (authority != null && !authority.isEmpty() || !path.startsWith("/")) {
        throw wrong(option, uri, "must name an absolute path, as in file:///data/documents");
      }
      return local(option, path);
    }
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw wrong(option, uri, "is no address such as hdfs://host:8020/documents");
    }
    return checked(option, new Location(scheme, emptyAsNull(authority), withoutSlashAtEnd(path)));
  }

  private static @Nullable String emptyAsNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static Location local(String option, String path) {
    String slashed = File.separatorChar == '/' ? path : path.replace(File.separatorChar, '/');
    String absolute = slashed.startsWith("/") ? slashed : "/" + slashed;
    return checked(option, new Location("file", null, withoutSlashAtEnd(absolute)));
  }

  private static String withoutSlashAtEnd(String path) {
    String rest = path;
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    return rest.isEmpty() ? "/" : rest;
  }

  private static Location checked(String option, Location location) {
    if (location.isObjectStore() && location.authority == null) {
      throw wrong(option, location.toString(), "names no bucket");
    }
    if (!location.path.equals("/")) {
      for (String name : location.path.substring(1).split("/", -1)) {
        if (NO_NAMES.contains(name)) {
          throw wrong(option, location.toString(), "has the name \"" + name + "\" in it");
        }
      }
    }
    try {
      location.uri(location.path);
      return location;
    } catch (IllegalArgumentException e) {
      throw wrong(option, location.toString(), "is no address");
    }
  }

  private static IllegalArgumentException wrong(String option, String uri, String what) {
    return new IllegalArgumentException(option + " \"" + uri + "\" " + what);
  }

  boolean isLocal() {
    return scheme.equals("file");
  }

  /** Whether there are objects with names and no directories, each seen only when complete. */
  boolean isObjectStore() {
    return OBJECT_STORES.contains(scheme);
  }

  Path root() {
    return new Path(uri(path));
  }

  /**
   * @param key names with {@code /} between them
   */
  Path below(String key) {
    return new Path(uri(path.equals("/") ? "/" + key : path + "/" + key));
  }

  private URI uri(String absolute) {
    try {
      return new URI(scheme, authority, absolute, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(absolute + ": " + e.getReason(), e);
    }
  }

  @Override
  public String toString() {
    return isLocal() ? path : scheme + "://" + (authority == null ? "" : authority) + path;
  }
}
