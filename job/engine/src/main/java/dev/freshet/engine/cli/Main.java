package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.FlinkContext;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flow.FlowProblems;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.setup.StateException;
import java.io.PrintStream;

/** What {@code ./freshet} starts, and what a Flink cluster is given. */
public final class Main {
  private Main() {}

  public static void main(String[] line) throws RunFailure {
    FlinkContext cluster = startedByLauncher() ? null : FlinkContext.current();
    int exitCode = run(Terminal.ofProcess(), cluster, line);
    System.out.flush();
    System.err.flush();
    if (cluster != null && exitCode == 0) {
      return;
    }
    if (cluster != null && cluster.isInCluster()) {
      throw new RunFailure(exitCode, "Freshet ended with exit code " + exitCode, null);
    }
    // Flink leaves threads behind that would keep the process alive.
    System.exit(exitCode);
  }

  /** Which has a directory for what is beside it; Flink's classes are not loaded to find out. */
  private static boolean startedByLauncher() {
    return System.getProperty("freshet.home") != null;
  }

  /**
   * Does what the line says, for a program: nobody is there to be asked.
   *
   * @return the exit code
   */
  public static int run(PrintStream out, PrintStream err, String... line) {
    return run(new Terminal(out, err, Terminal.Keyboard.NOBODY, false), line);
  }

  static int run(Terminal terminal, String... line) {
    return run(terminal, null, line);
  }

  private static int run(Terminal terminal, @Nullable FlinkContext cluster, String[] line) {
    Arguments arguments = PlainArguments.read(line);
    try {
      if (arguments == null) {
        arguments = new PicocliArguments(terminal.out(), terminal.err()).read(line);
      }
      return run(arguments, terminal.quiet(arguments.has(Option.QUIET)), cluster);
    } catch (PicocliArguments.Answered e) {
      return e.exitCode();
    } catch (RunFailure e) {
      return failed(terminal, arguments, Failures.message(e), e, e.exitCode());
    } catch (FlowProblems e) {
      return failed(terminal, arguments, e.getMessage(), e, RunFailure.WRONG);
    } catch (StateException e) {
      return failed(terminal, arguments, Failures.message(e), e, RunFailure.WRONG);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      String sentence = "Unexpected failure: " + Failures.describe(e);
      return failed(terminal, arguments, sentence, e, RunFailure.FAILED);
    }
  }

  private static int run(Arguments arguments, Terminal terminal, @Nullable FlinkContext cluster)
      throws Exception {
    try (Invocation invocation = new Invocation(arguments, terminal, cluster)) {
      return switch (arguments.command()) {
        case UPDATE -> new UpdateCommand(invocation).run();
        case SETUP -> new SetupCommand(invocation).run();
        case DROP -> new DropCommand(invocation).run();
        case SHOW -> new ShowCommand(invocation).run();
        case VERIFY -> new VerifyCommand(invocation).run();
        case QUERY -> new QueryCommand(invocation).run();
        case LS -> new ListCommand(invocation).run();
        case SCHEMA -> new SchemaCommand(invocation).run();
        case EVALUATE -> new EvaluateCommand(invocation).run();
      };
    }
  }

  private static int failed(
      Terminal terminal,
      @Nullable Arguments arguments,
      String sentence,
      Throwable failure,
      int exitCode) {
    terminal.out().flush();
    terminal.error(sentence);
    if (arguments != null && arguments.has(Option.STACKTRACE)) {
      failure.printStackTrace(terminal.err());
    }
    return exitCode;
  }
}
