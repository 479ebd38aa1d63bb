package dev.freshet.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Maven repository as on the machine of somebody who installed Freshet: what this build used, by
 * links, and the artifacts that it just made, as {@code mvn install} would put them there.
 */
record LocalRepository(Path directory) implements AutoCloseable {
  private static final String VERSION = "0.1.0-SNAPSHOT";

  /**
   * @param used the repository of this build; nothing is written to it
   */
  static LocalRepository in(Path directory, Path used) throws IOException {
    Path group = Files.createDirectories(directory.resolve("dev"));
    link(used, directory, "dev");
    if (Files.exists(used.resolve("dev"))) {
      link(used.resolve("dev"), group, "freshet");
    }
    return new LocalRepository(directory);
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> all = Files.list(from)) {
      List<Path> linked = all.filter(path -> !path.endsWith(except)).toList();
      for (Path path : linked) {
        Files.createSymbolicLink(to.resolve(path.getFileName()), path);
      }
    }
  }

  void installPom(String artifact, Path module) throws IOException {
    Path place = directory.resolve("dev/freshet/" + artifact + "/" + VERSION);
    Files.createDirectories(place);
    String name = artifact + "-" + VERSION;
    Files.copy(module.resolve("pom.xml"), place.resolve(name + ".pom"));
  }

  void installJar(String artifact, Path module) throws IOException {
    installPom(artifact, module);
    String name = artifact + "-" + VERSION + ".jar";
    Path place = directory.resolve("dev/freshet/" + artifact + "/" + VERSION);
    Files.copy(module.resolve("target").resolve(name), place.resolve(name));
  }

  /** Takes the links away, so that nothing follows them by mistake. */
  @Override
  public void close() throws IOException {
    for (Path linked : List.of(directory, directory.resolve("dev"))) {
      try (DirectoryStream<Path> links = Files.newDirectoryStream(linked, Files::isSymbolicLink)) {
        for (Path link : links) {
          Files.delete(link);
        }
      }
    }
  }
}
