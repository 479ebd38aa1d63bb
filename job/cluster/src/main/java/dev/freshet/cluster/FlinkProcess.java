package dev.freshet.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts one of Flink's main classes in a process of its own, which ends with the one that started
 * it: when its input does.
 */
final class FlinkProcess {
  private static final List<String> OPENED =
      List.of("java.lang", "java.util", "java.util.concurrent", "java.net", "java.time");

  private FlinkProcess() {}

  /**
   * @param log gets all that it says
   * @param libraries come before Flink on its class path
   */
  static Process start(
      String mainClass,
      String memory,
      Path configuration,
      Path log,
      List<Path> libraries,
      List<String> arguments)
      throws IOException {
    List<String> jars = new ArrayList<>(libraries.stream().map(Path::toString).toList());
    jars.add(classPath());
    Map<String, String> environment =
        Map.of(
            "FLINK_CONF_DIR", configuration.toString(),
            "FLINK_LIB_DIR", configuration.resolveSibling("lib").toString(),
            "FLINK_PLUGINS_DIR", configuration.resolveSibling("plugins").toString());
    List<String> program = new ArrayList<>(List.of(mainClass));
    program.addAll(arguments);
    return start(memory, configuration, log, jars, environment, program);
  }

  /**
   * @param configuration where it runs, with {@code log4j2.properties}
   * @param program a main class, and what to give it
   */
  static Process start(
      String memory,
      Path configuration,
      Path log,
      List<String> classPath,
      Map<String, String> environment,
      List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + memory, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Xshare:auto");
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add("-Dlog4j2.configurationFile=" + configuration.resolve("log4j2.properties"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add(FlinkProcess.class.getName());
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(configuration.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** What the build wrote: Flink and what it needs, which is not the class path of the tests. */
  static String classPath() throws IOException {
    try (InputStream in = FlinkProcess.class.getResourceAsStream("class-path")) {
      if (in == null) {
        throw new IOException("The class path of Flink is missing; build freshet-cluster");
      }
      String own = FlinkProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath();
      String flink = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return own + File.pathSeparator + flink;
    }
  }

  /**
   * @param args a main class, and what to give it
   */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(FlinkProcess::endWithInput, "end-with-input");
    watch.setDaemon(true);
    watch.start();
    String[] rest = List.of(args).subList(1, args.length).toArray(String[]::new);
    Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // As good as an end.
    }
    Runtime.getRuntime().halt(1);
  }
}
