package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the classes that users bring by name, those of a flow's jars before those of plugins before
 * those that Freshet comes with. It defines none itself: every class belongs to the loader of its
 * jar, and sees what that one does.
 */
public final class UserClasses extends ClassLoader implements Closeable {
  private final ClassLoader engine;
  private final List<IsolatedClassLoader> plugins;
  private final List<ShownPackages> shown;
  private final @Nullable IsolatedClassLoader jars;

  private UserClasses(
      ClassLoader engine,
      List<IsolatedClassLoader> plugins,
      List<ShownPackages> shown,
      @Nullable IsolatedClassLoader jars) {
    super(engine);
    this.engine = engine;
    this.plugins = plugins;
    this.shown = shown;
    this.jars = jars;
  }

  /**
   * To be closed if it is closeable: {@code engine} itself where there is nothing but the engine.
   *
   * @param plugins a directory of plugins; null for none
   * @param jars with the flow's classes; perhaps none
   * @throws FlowProblems if a plugin or jar cannot be used, saying what to do
   */
  public static ClassLoader open(@Nullable Path plugins, List<Path> jars, ClassLoader engine) {
    List<IsolatedClassLoader> opened = plugins == null ? List.of() : Plugins.in(plugins, engine);
    if (opened.isEmpty() && jars.isEmpty()) {
      return engine;
    }
    List<ShownPackages> shown = new ArrayList<>();
    opened.forEach(plugin -> shown.add(ShownPackages.of(plugin)));
    if (jars.isEmpty()) {
      return new UserClasses(engine, opened, shown, null);
    }
    jars.forEach(jar -> Plugins.checkJar("--jar", jar));
    List<ShownPackages> toFlows = new ArrayList<>(List.of(ShownPackages.of(engine)));
    toFlows.addAll(shown);
    try {
      String name = IsolatedClassLoader.name(jars);
      return new UserClasses(
          engine, opened, shown, IsolatedClassLoader.of(jars, name, engine, toFlows));
    } catch (IOException e) {
      throw new FlowProblems("A jar cannot be used: " + Problems.reason(e), e);
    }
  }

  /** The loaders whose service files name connectors and functions. */
  static List<ClassLoader> parts(ClassLoader loader) {
    if (!(loader instanceof UserClasses user)) {
      return List.of(loader);
    }
    List<ClassLoader> parts = new ArrayList<>(List.of(user.engine));
    parts.addAll(user.plugins);
    if (user.jars != null) {
      parts.add(user.jars);
    }
    return parts;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (jars != null) {
      try {
        return jars.loadClass(name);
      } catch (ClassNotFoundException e) {
        return loadOther(name);
      }
    }
    return loadOther(name);
  }

  private Class<?> loadOther(String name) throws ClassNotFoundException {
    Class<?> ofPlugin = ShownPackages.find(name, shown);
    return ofPlugin == null ? engine.loadClass(name) : ofPlugin;
  }

  @Override
  public void close() throws IOException {
    if (jars != null) {
      jars.close();
    }
    for (IsolatedClassLoader plugin : plugins) {
      plugin.close();
    }
  }
}
