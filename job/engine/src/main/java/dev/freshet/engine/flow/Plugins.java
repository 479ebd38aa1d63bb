package dev.freshet.engine.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The plugins in a directory, each with a class loader of its own: every jar in it is one, and so
 * is every directory in it, with all the jars there.
 */
final class Plugins {
  private final ClassLoader engine;

  private Plugins(ClassLoader engine) {
    this.engine = engine;
  }

  /**
   * In the order of their names.
   *
   * @throws FlowProblems if one of them cannot be a plugin, saying what to do
   */
  static List<IsolatedClassLoader> in(Path directory, ClassLoader engine) {
    Plugins plugins = new Plugins(engine);
    List<IsolatedClassLoader> opened = new ArrayList<>();
    try {
      for (Path entry : entries(directory)) {
        List<Path> jars = Files.isDirectory(entry) ? jars(entry) : jarOnly(entry);
        if (!jars.isEmpty()) {
          opened.add(plugins.open(entry, jars));
        }
      }
      return opened;
    } catch (IOException e) {
      throw new FlowProblems(
          "The plugins in " + directory + " cannot be read: " + Problems.reason(e), e);
    }
  }

  private IsolatedClassLoader open(Path plugin, List<Path> jars) throws IOException {
    jars.forEach(jar -> checkJar("Plugin", jar));
    IsolatedClassLoader loader = IsolatedClassLoader.of(jars, plugin.toString(), engine, List.of());
    try {
      if (!ShownPackages.of(loader).isEmpty()) {
        return loader;
      }
    } catch (UncheckedIOException e) {
      throw new FlowProblems("Plugin " + plugin + " cannot be read: " + Problems.reason(e), e);
    }
    loader.close();
    throw new FlowProblems(
        "Plugin "
            + plugin
            + " has no connector and no function: nothing is named in META-INF/services; put a"
            + " library beside the jar that needs it, both in a directory of their own, and give a"
            + " jar of flows with --jar");
  }

  /**
   * @param what it is given as, for the message
   */
  static void checkJar(String what, Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.size() == 0) {
        throw new ZipException("it is empty");
      }
    } catch (IOException e) {
      throw new FlowProblems(
          what + " " + jar + " is not a jar that can be read: " + e.getMessage(), e);
    }
  }

  private static List<Path> jarOnly(Path entry) {
    return entry.toString().endsWith(".jar") ? List.of(entry) : List.of();
  }

  private static List<Path> jars(Path directory) throws IOException {
    return entries(directory).stream().filter(entry -> !jarOnly(entry).isEmpty()).toList();
  }

  /** Hidden files are none. */
  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "[!.]*")) {
      found.forEach(entries::add);
    }
    entries.sort(null);
    return entries;
  }
}
