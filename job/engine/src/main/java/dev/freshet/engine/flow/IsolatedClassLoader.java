package dev.freshet.engine.flow;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The classes of one plugin, or of the jars that came with a flow. They see the JDK, each other,
 * Freshet's API, the logging API, and what was shown to them; nothing else of the engine.
 */
final class IsolatedClassLoader extends URLClassLoader {
  private static final String API = "dev.freshet.api.";
  private static final String LOGGING = "org.slf4j.";

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader engine;
  private final List<ShownPackages> shown;

  private IsolatedClassLoader(
      String name, URL[] jars, ClassLoader engine, List<ShownPackages> shown) {
    super(name, jars, ClassLoader.getPlatformClassLoader());
    this.engine = engine;
    this.shown = List.copyOf(shown);
  }

  /**
   * @param shown classes that are in these packages are not taken from the jars
   */
  static IsolatedClassLoader of(
      List<Path> jars, String name, ClassLoader engine, List<ShownPackages> shown)
      throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return new IsolatedClassLoader(name, urls.toArray(URL[]::new), engine, shown);
  }

  /** Where a class comes from, for messages: {@code in plugins/orders.jar}; empty for our own. */
  static String origin(Class<?> type) {
    return type.getClassLoader() instanceof IsolatedClassLoader isolated
        ? " in " + isolated.getName()
        : "";
  }

  static String name(List<Path> jars) {
    return jars.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** So that what is found by way of the thread is found in these jars too. */
  <T, E extends Exception> T asContext(ConnectorCalls.Call<T, E> call) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(API)) {
      return engine.loadClass(name);
    }
    Class<?> ofOthers = ShownPackages.find(name, shown);
    if (ofOthers != null) {
      return ofOthers;
    }
    if (name.startsWith(LOGGING)) {
      try {
        return engine.loadClass(name);
      } catch (ClassNotFoundException e) {
        return super.loadClass(name, resolve);
      }
    }
    return super.loadClass(name, resolve);
  }
}
