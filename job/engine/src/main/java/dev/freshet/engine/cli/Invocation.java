package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.FileSystemPlugins;
import dev.freshet.engine.flink.FlinkContext;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunRequest;
import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.flow.UserClasses;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.setup.StateException;
import dev.freshet.engine.setup.StateRoot;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One command that was asked for, and what all commands need. */
final class Invocation implements AutoCloseable {
  private final Arguments arguments;
  private final Terminal terminal;
  private final @Nullable FlinkContext cluster;
  private final ReportFile report;
  private final List<Path> jars;
  private final ClassLoader loader;
  private @Nullable Path state;

  /**
   * @param cluster that jobs go to; null for this process
   */
  Invocation(Arguments arguments, Terminal terminal, @Nullable FlinkContext cluster)
      throws RunFailure {
    this.arguments = arguments;
    this.terminal = terminal;
    this.cluster = cluster;
    this.report = new ReportFile(arguments);
    this.jars = jars(arguments);
    this.loader = UserClasses.open(plugins(arguments), jars, Invocation.class.getClassLoader());
  }

  Arguments arguments() {
    return arguments;
  }

  Terminal terminal() {
    return terminal;
  }

  ReportFile report() {
    return report;
  }

  ClassLoader loader() {
    return loader;
  }

  LoadedFlow flow() {
    return Flows.load(arguments.flowName(), loader);
  }

  /** Where the state of flows is; a place that is not a directory is reached by now. */
  Path state() throws RunFailure {
    Path known = state;
    if (known == null) {
      known = openState(Objects.requireNonNull(arguments.value(Option.STATE)));
      state = known;
    }
    return known;
  }

  private Path openState(String location) throws RunFailure {
    if (!StateRoot.isPlace(location)) {
      return Arguments.path(Option.STATE, location);
    }
    Map<String, String> settings = cluster == null ? new LinkedHashMap<>() : cluster.settings();
    settings.putAll(settings());
    try {
      return StateRoot.open(location, settings);
    } catch (StateException e) {
      throw new RunFailure(RunFailure.WRONG, Failures.message(e), e);
    } catch (IOException e) {
      throw new RunFailure(
          RunFailure.FAILED, "--state " + location + ": " + Failures.message(e), e);
    }
  }

  /** Of Flink, as this command has them. */
  private Map<String, String> settings() throws RunFailure {
    Map<String, String> settings = new LinkedHashMap<>();
    if (cluster == null) {
      settings.putAll(FlinkConfiguration.read());
    }
    settings.putAll(arguments.settings());
    return settings;
  }

  RunRequest request(LoadedFlow flow) throws RunFailure {
    Map<String, String> settings = settings();
    if (cluster == null) {
      settingsOfState().forEach(settings::putIfAbsent);
      FileSystemPlugins.load(settings);
    }
    return new RunRequest(
        flow,
        state(),
        arguments.parallelism(parallelism()),
        settings,
        arguments.has(Option.FULL),
        arguments.has(Option.RESET),
        arguments.has(Option.CONFIRM_REMOVALS),
        arguments.giveUpAfter(),
        arguments.memoMaxBytes(),
        loader,
        urls(),
        cluster);
  }

  private Map<String, String> settingsOfState() throws RunFailure {
    try {
      return StateRoot.settingsOfFlink(state());
    } catch (IOException e) {
      throw new RunFailure(RunFailure.FAILED, "--state " + state() + ": " + Failures.message(e), e);
    }
  }

  /** Where the command does not say. */
  private int parallelism() {
    return cluster == null ? Runtime.getRuntime().availableProcessors() : cluster.parallelism();
  }

  /** Whether this process has no signals of its own, being the job manager. */
  boolean isInCluster() {
    return cluster != null && cluster.isInCluster();
  }

  /** Whether the person agreed in advance, or is there to be asked. */
  boolean canAgree() {
    return arguments.has(Option.YES) || terminal.keyboard().attended();
  }

  /** Whether the person agrees to what was shown, be it in advance. */
  boolean agrees(String question) {
    return arguments.has(Option.YES) || terminal.keyboard().attended() && terminal.agrees(question);
  }

  private List<URL> urls() throws RunFailure {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new RunFailure(RunFailure.WRONG, "--jar: " + jar + " cannot be a URL", e);
      }
    }
    return urls;
  }

  private static List<Path> jars(Arguments arguments) throws RunFailure {
    List<Path> jars = new ArrayList<>();
    for (String jar : arguments.all(Option.JAR)) {
      Path path = Arguments.path(Option.JAR, jar);
      if (!Files.isRegularFile(path)) {
        throw new RunFailure(RunFailure.WRONG, "--jar: there is no file " + jar, null);
      }
      jars.add(path);
    }
    return jars;
  }

  /** The directory that was named, or that of the installation if it has one. */
  private static @Nullable Path plugins(Arguments arguments) throws RunFailure {
    Path named = arguments.path(Option.PLUGINS);
    if (named != null && !Files.isDirectory(named)) {
      throw new RunFailure(RunFailure.WRONG, "--plugins: there is no directory " + named, null);
    }
    String home = System.getProperty("freshet.home");
    if (named != null || home == null) {
      return named;
    }
    Path installed = Path.of(home).resolve("plugins");
    return Files.isDirectory(installed) ? installed : null;
  }

  @Override
  public void close() throws IOException {
    if (loader instanceof UserClasses own) {
      own.close();
    }
  }
}
