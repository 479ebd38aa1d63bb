package dev.freshet.engine.cli;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunRequest;
import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.LoadedFlow;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One command that was asked for, and what all commands need. */
final class Invocation implements AutoCloseable {
  private final Arguments arguments;
  private final Terminal terminal;
  private final ReportFile report;
  private final List<URL> jars;
  private final ClassLoader loader;

  Invocation(Arguments arguments, Terminal terminal) throws RunFailure {
    this.arguments = arguments;
    this.terminal = terminal;
    this.report = new ReportFile(arguments);
    this.jars = jars(arguments);
    ClassLoader own = Invocation.class.getClassLoader();
    this.loader = jars.isEmpty() ? own : new URLClassLoader(jars.toArray(new URL[0]), own);
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

  RunRequest request(LoadedFlow flow) throws RunFailure {
    Map<String, String> settings = new LinkedHashMap<>(FlinkConfiguration.read());
    settings.putAll(arguments.settings());
    return new RunRequest(
        flow,
        arguments.state(),
        arguments.parallelism(),
        settings,
        arguments.has(Option.FULL),
        arguments.has(Option.RESET),
        arguments.has(Option.CONFIRM_REMOVALS),
        arguments.giveUpAfter(),
        arguments.memoMaxBytes(),
        loader,
        jars);
  }

  /** Whether the person agreed in advance, or is there to be asked. */
  boolean canAgree() {
    return arguments.has(Option.YES) || terminal.keyboard().attended();
  }

  /** Whether the person agrees to what was shown, be it in advance. */
  boolean agrees(String question) {
    return arguments.has(Option.YES) || terminal.keyboard().attended() && terminal.agrees(question);
  }

  private static List<URL> jars(Arguments arguments) throws RunFailure {
    List<URL> urls = new ArrayList<>();
    for (String jar : arguments.all(Option.JAR)) {
      Path path = Arguments.path(Option.JAR, jar);
      if (!Files.isRegularFile(path)) {
        throw new RunFailure(RunFailure.WRONG, "--jar: there is no file " + jar, null);
      }
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new RunFailure(RunFailure.WRONG, "--jar: " + jar + " cannot be a URL", e);
      }
    }
    return urls;
  }

  @Override
  public void close() throws IOException {
    if (loader instanceof URLClassLoader own && !jars.isEmpty()) {
      own.close();
    }
  }
}
