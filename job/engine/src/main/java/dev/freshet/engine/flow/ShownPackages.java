package dev.freshet.engine.flow;

import dev.freshet.api.FunctionType;
import dev.freshet.api.Nullable;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.TargetConnector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a class loader shows to flows: the packages that its connectors and functions are in, and
 * those below. So a flow sees their specs and rows, and not the libraries that they use, unless a
 * package of one is a line in {@code META-INF/freshet/shown-packages}, because its types are in the
 * signatures of those.
 */
record ShownPackages(ClassLoader loader, Set<String> packages) {
  private static final String MORE = "META-INF/freshet/shown-packages";
  private static final List<Class<?>> SERVICES =
      List.of(SourceConnector.class, TargetConnector.class, FunctionType.class);

  /**
   * @throws UncheckedIOException if a jar of the loader cannot be read
   */
  static ShownPackages of(ClassLoader loader) {
    Set<String> packages = new TreeSet<>();
    try {
      for (Class<?> service : SERVICES) {
        String file = "META-INF/services/" + service.getName();
        for (URL url : Collections.list(loader.getResources(file))) {
          lines(url).forEach(name -> addPackage(name, packages));
        }
      }
      for (URL url : Collections.list(loader.getResources(MORE))) {
        packages.addAll(lines(url));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ShownPackages(loader, packages);
  }

  boolean isEmpty() {
    return packages.isEmpty();
  }

  /** The class of this name if it is shown and there is one, loaded by the first that has it. */
  static @Nullable Class<?> find(String className, List<ShownPackages> shown) {
    for (ShownPackages packages : shown) {
      if (packages.contain(className)) {
        try {
          return packages.loader.loadClass(className);
        } catch (ClassNotFoundException e) {
          continue;
        }
      }
    }
    return null;
  }

  boolean contain(String className) {
    int dot = className.lastIndexOf('.');
    while (dot > 0) {
      if (packages.contains(className.substring(0, dot))) {
        return true;
      }
      dot = className.lastIndexOf('.', dot - 1);
    }
    return false;
  }

  private static void addPackage(String className, Set<String> packages) {
    int dot = className.lastIndexOf('.');
    if (dot > 0) {
      packages.add(className.substring(0, dot));
    }
  }

  /** The jar may be replaced by the next run in this process, so it is not kept open. */
  private static List<String> lines(URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }
}
