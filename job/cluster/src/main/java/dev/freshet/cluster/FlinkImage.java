package dev.freshet.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container of Flink's official image without a container engine: a directory laid out as the
 * image's {@code /opt/flink}, from what Maven Central has of it, and a process with the main class
 * that its entry point starts. The entry point itself, and the scripts that it calls, are not here.
 */
public final class FlinkImage implements AutoCloseable {
  private final Path home;
  private final List<Process> running = new ArrayList<>();

  private FlinkImage(Path home) {
    this.home = home;
  }

  /**
   * Lays the image out.
   *
   * @param home for {@code /opt/flink}; is not there yet
   * @param settings what the image has in {@code conf/config.yaml}
   * @param optional jars of {@code opt/}, which are there and not loaded
   */
  public static FlinkImage in(Path home, String settings, List<Path> optional) throws IOException {
    for (String directory : List.of("bin", "conf", "lib", "log", "opt", "plugins")) {
      Files.createDirectories(home.resolve(directory));
    }
    for (String entry : FlinkProcess.classPath().split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      Path place = home.resolve(isReporter(jar) ? "plugins/metrics-prometheus" : "lib");
      link(jar, Files.createDirectories(place));
    }
    for (Path jar : optional) {
      link(jar.toAbsolutePath(), home.resolve("opt"));
    }
    Files.writeString(home.resolve("conf/config.yaml"), settings);
    Files.writeString(home.resolve("conf/log4j2.properties"), FlinkCluster.LOGGING);
    Files.writeString(home.resolve("conf/log4j-cli.properties"), "rootLogger.level = ERROR\n");
    return new FlinkImage(home);
  }

  private static boolean isReporter(Path jar) {
    return jar.getFileName().toString().startsWith("flink-metrics-prometheus");
  }

  private static void link(Path jar, Path directory) throws IOException {
    Path link = directory.resolve(jar.getFileName());
    if (Files.notExists(link)) {
      Files.createSymbolicLink(link, jar);
    }
  }

  public Path home() {
    return home;
  }

  /** What the scripts work out of a machine's memory, small, in settings of this container. */
  public static Map<String, String> memory() {
    return FlinkCluster.MEMORY;
  }

  /**
   * Starts what the entry point of the image starts for this command.
   *
   * @param command {@code standalone-job}, {@code jobmanager} or {@code taskmanager}, and arguments
   */
  public void start(List<String> command, Map<String, String> environment) throws IOException {
    String role = command.get(0);
    List<String> program = new ArrayList<>(List.of(mainClass(role), "--configDir"));
    program.add(home.resolve("conf").toString());
    program.addAll(command.subList(1, command.size()));
    Map<String, String> all = new HashMap<>(environment);
    all.put("FLINK_HOME", home.toString());
    for (String directory : List.of("conf", "lib", "opt", "plugins")) {
      String name = "FLINK_" + directory.toUpperCase(Locale.ROOT) + "_DIR";
      all.put(name, home.resolve(directory).toString());
    }
    running.add(
        FlinkProcess.start(
            role.equals("taskmanager") ? "384m" : "512m",
            home.resolve("conf"),
            home.resolve("log/container.log"),
            jars(),
            all,
            program));
  }

  private List<String> jars() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      return jars.sorted().map(Path::toString).toList();
    }
  }

  private static String mainClass(String role) throws IOException {
    return switch (role) {
      case "standalone-job" -> FlinkCluster.APPLICATION;
      case "jobmanager" -> FlinkCluster.JOB_MANAGER;
      case "taskmanager" -> FlinkCluster.TASK_MANAGER;
      default -> throw new IOException("The entry point of Flink's image knows no " + role);
    };
  }

  /** Ends the process as {@code docker kill} does, and takes the links to other places away. */
  @Override
  public void close() throws IOException {
    running.forEach(process -> process.destroyForcibly().onExit().join());
    try (Stream<Path> files = Files.walk(home)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }
}
