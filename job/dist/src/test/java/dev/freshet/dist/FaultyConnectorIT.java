package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.SourceConnector;
import dev.freshet.api.TargetConnector;
import dev.freshet.engine.cli.Main;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a connector does wrong, one sentence names it, and the run ends. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class FaultyConnectorIT {
  private static final String PATIENCE = "freshet.setup-patience";

  private static final String TARGET =
      """
      import java.util.*;

      public record Faulty(String place, int size) implements TargetSpec {
        public Faulty { /*spec*/ }
        public Faulty(String place) { this(place, 1); }

        public static final class Connector implements TargetConnector<Faulty, String, String, Row> {
          public Connector() { /*constructor*/ }
          public String type() { /*type*/ return "faulty"; }
          public Class<Faulty> specType() { /*specType*/ return Faulty.class; }
          public void check(Setup<Faulty> setup) { /*check*/ }
          public String persistentKey(Setup<Faulty> setup) {
            /*persistentKey*/ return setup.spec().place();
          }
          public String describe(String key) { /*describe*/ return key; }
          public void applySetupChange(SetupChange<Faulty> change) throws Exception {
            /*applySetupChange*/
          }
          public String prepare(Setup<Faulty> setup) throws Exception { /*prepare*/ return ""; }
          public void mutate(List<TargetMutations<String, String, Row>> all) throws Exception {
            /*mutate*/
          }
          public Compatibility compatibility(Setup<Faulty> previous, Setup<Faulty> current) {
            /*compatibility*/ return Compatibility.REWRITE_ROWS;
          }
          public boolean dropDeletesRows() { /*dropDeletesRows*/ return true; }
          public void loaded(Setup<Faulty> setup) throws Exception { /*loaded*/ }
          public void close() throws Exception { /*close*/ }
          static class Full extends Exception {
            Full() { super("full up", new Exception(new Full(1))); }
            Full(int size) { super("size " + size); }
          }
          static class Away extends Unavailable {
            Away() { super("gone fishing"); }
          }
          static void overflow() { overflow(); }
          static void block() {
            while (true) {
              try {
                Thread.sleep(1000);
              } catch (InterruptedException e) {
                continue;
              }
            }
          }
        }
      }
      """;

  private static final String SOURCE =
      """
      import java.util.*;
      import java.util.function.*;

      public record Faulty(String place) implements SourceSpec {
        public static final class Connector implements SourceConnector<Faulty> {
          public String type() { return "faulty"; }
          public Class<Faulty> specType() { return Faulty.class; }
          public String persistentKey(Setup<Faulty> setup) { return setup.spec().place(); }
          public ItemReader open(Setup<Faulty> setup) throws Exception {
            /*open*/
            return new ItemReader() {
              public void list(Consumer<ItemVersion> items) throws Exception { /*list*/ }
              public List<ItemContent> read(List<String> keys) { return List.of(); }
            };
          }
        }
      }
      """;

  @TempDir Path directory;
  private Workshop workshop;

  private record Printed(int exitCode, String err) {}

  @BeforeEach
  void prepare() throws Exception {
    System.setProperty(PATIENCE, "1s");
    workshop = new Workshop(directory);
    workshop.write("a.md", "# A");
  }

  @AfterEach
  void becomePatient() {
    System.clearProperty(PATIENCE);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec             | throw new NullPointerException("boom");         | targets.rows: the constructor of com.example.Faulty failed with NullPointerException: boom
          spec             | throw new IllegalArgumentException("no boom");  | targets.rows: no boom
          spec             | if (true) throw new NoClassDefFoundError("x/Y"); | targets.rows: the constructor of com.example.Faulty failed with NoClassDefFoundError: x/Y
          constructor      | if (true) throw new IllegalStateException("boom"); | could not be instantiated: IllegalStateException: boom
          constructor      | if (true) throw new NoClassDefFoundError("x/Y"); | could not be instantiated: NoClassDefFoundError: x/Y
          type             | if (true) return null;                          | TargetConnector com.example.Faulty$Connector in $plugin cannot be used: type() is null
          type             | if (true) throw new AssertionError("boom");     | cannot be used: type() failed with AssertionError: boom
          specType         | if (true) return null;                          | cannot be used: its record of options is null
          check            | if (true) throw new IllegalStateException("boom"); | target rows: check of the connector faulty failed with IllegalStateException: boom
          check            | if (true) throw new NoClassDefFoundError("x/Y"); | target rows: check of the connector faulty failed with NoClassDefFoundError: x/Y
          persistentKey    | if (true) return null;                          | target rows: persistentKey of the connector faulty returned nothing
          persistentKey    | overflow();                                     | target rows: persistentKey of the connector faulty failed with StackOverflowError
          describe         | if (true) return null;                          | target rows: describe of the connector faulty in $plugin returned null
          describe         | if (true) throw new IllegalStateException("boom"); | target rows: describe of the connector faulty in $plugin failed with IllegalStateException: boom
          applySetupChange | if (true) throw new Exception("no room");       | The setup could not be applied: no room (applySetupChange of the connector faulty in $plugin for rows)
          applySetupChange | overflow();                                     | StackOverflowError (applySetupChange of the connector faulty in $plugin for rows)
          applySetupChange | block();                                        | applySetupChange of the connector faulty in $plugin for rows did not return within 1s
          prepare          | if (true) throw new Exception("no room");       | Target rows: no room (prepare of the connector faulty in $plugin for rows)
          prepare          | if (true) return null;                          | Target rows: prepare of the connector faulty in $plugin for rows returned null
          prepare          | if (true) throw new NoClassDefFoundError("x/Y"); | Target rows: NoClassDefFoundError: x/Y (prepare of the connector faulty in $plugin for rows)
          prepare          | overflow();                                     | Target rows: StackOverflowError (prepare of the connector faulty in $plugin for rows)
          prepare          | block();                                        | Target rows: prepare of the connector faulty in $plugin for rows did not return within 1s
          close            | if (true) throw new IllegalStateException("boom"); | target rows: close of the connector faulty failed with IllegalStateException: boom
          """)
  void aTargetThatCannotWorkIsOneSentenceWithItsName(String place, String fault, String expected)
      throws Exception {
    Path plugin = plugin(TargetConnector.class, TARGET, place, fault);

    Printed printed = update(targetFlow());

    assertThat(printed.err)
        .contains(expected.replace("$plugin", plugin.toString()))
        .doesNotContain("Unexpected", "\tat ")
        .hasLineCount(1);
    assertThat(printed.exitCode).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compatibility    | size: 2          | if (true) return null;                     | compatibility of the connector faulty in $plugin returned null
          compatibility    | size: 2          | if (true) throw new AssertionError("boom"); | compatibility of the connector faulty in $plugin failed with AssertionError: boom
          dropDeletesRows  | place: elsewhere | if (true) throw new AssertionError("boom"); | dropDeletesRows of the connector faulty in $plugin failed with AssertionError: boom
          applySetupChange | place: elsewhere | if (true) throw new Exception("no room");  | The setup could not be applied: no room (applySetupChange of the connector faulty in $plugin for rows)
          spec             | size: 2          | if (size == 1) throw new Error("boom");    | the constructor of com.example.Faulty failed with Error: boom
          """)
  void aTargetThatWorkedOnceIsOneSentenceWithItsNameToo(
      String place, String edit, String fault, String expected) throws Exception {
    plugin(TargetConnector.class, TARGET, "check", "");
    assertThat(update(targetFlow())).isEqualTo(new Printed(0, ""));

    Path plugin = plugin(TargetConnector.class, TARGET, place, fault);
    String edited = Files.readString(Path.of(targetFlow())).replace("place: somewhere", edit);
    String whole =
        edit.startsWith("place") ? edited : edited.replace("size", "place: somewhere, size");
    Printed printed = update(workshop.flow(whole), "--yes");

    assertThat(printed.err)
        .contains(expected.replace("$plugin", plugin.toString()))
        .doesNotContain("Unexpected", "\tat ")
        .hasLineCount(1);
    assertThat(printed.exitCode).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mutate | if (true) throw new Exception("no room");        | 3 | a.md: no room
          mutate | if (true) throw new NoClassDefFoundError("x/Y"); | 3 | x/Y
          mutate | overflow();                                      | 3 | StackOverflowError
          mutate | if (true) throw new Unavailable("gone fishing"); | 1 | gone fishing
          mutate | if (true) throw new Away(); | 1 | gone fishing
          mutate | if (true) throw new Full(); | 3 | a.md: full up
          prepare | if (true) throw new Unavailable("gone fishing"); | 1 | Target rows: gone fishing
          applySetupChange | if (true) throw new Unavailable("gone fishing"); | 1 | gone fishing
          loaded | if (true) throw new Exception("no room"); | 1 | no room (loaded of the connector faulty in $plugin for rows)
          """)
  void aTargetThatIsAwayOrFailsToWriteEndsTheRun(
      String place, String fault, int exitCode, String expected) throws Exception {
    Path plugin = plugin(TargetConnector.class, TARGET, place, fault);

    Printed printed = update(targetFlow(), "--give-up-after", "1s");

    assertThat(printed.err)
        .contains(expected.replace("$plugin", plugin.toString()))
        .doesNotContain("Unexpected", "\tat ");
    assertThat(printed.exitCode).isEqualTo(exitCode);
  }

  @Test
  void anExceptionOfThePluginsOwnCanBeReadInAFailedJob() throws Exception {
    for (int i = 0; i < 8; i++) {
      workshop.write(i + ".md", "# Another");
    }
    plugin(TargetConnector.class, TARGET, "mutate", "if (true) throw new Full();");

    Printed printed = update(targetFlow(), "--give-up-after", "1s");

    assertThat(printed.err).contains("full up").doesNotContain("Serialized", "\tat ");
    assertThat(printed.exitCode).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          open | if (true) throw new Exception("no room");        | 2 | Source items: no room (open of the connector faulty in $plugin for items)
          open | if (true) return null;                           | 2 | Source items: open of the connector faulty in $plugin for items returned null
          open | if (true) throw new NoClassDefFoundError("x/Y"); | 2 | Source items: NoClassDefFoundError: x/Y (open of the connector faulty in $plugin for items)
          open | Thread.sleep(1_000_000);                        | 2 | Source items: open of the connector faulty in $plugin for items did not return within 1s
          open | if (true) throw new Unavailable("gone fishing"); | 1 | Source items: gone fishing
          list | if (true) throw new Exception("no room");        | 1 | no room (list of the connector faulty in $plugin for items)
          list | if (true) throw new NoClassDefFoundError("x/Y"); | 1 | NoClassDefFoundError: x/Y (list of the connector faulty in $plugin for items)
          """)
  void aSourceThatCannotWorkIsOneSentenceWithItsName(
      String place, String fault, int exitCode, String expected) throws Exception {
    Path plugin = plugin(SourceConnector.class, SOURCE, place, fault);

    Printed printed = update(sourceFlow(), "--give-up-after", "1s");

    assertThat(lastLine(printed.err))
        .contains(expected.replace("$plugin", plugin.toString()))
        .contains("items")
        .doesNotContain("Unexpected");
    assertThat(printed.err).doesNotContain("\tat ");
    assertThat(printed.exitCode).isEqualTo(exitCode);
  }

  private static String lastLine(String text) {
    return text.substring(text.stripTrailing().lastIndexOf('\n') + 1);
  }

  private Path plugin(Class<?> service, String source, String place, String fault)
      throws Exception {
    assertThat(source).contains("/*" + place + "*/");
    return new CompiledJar()
        .service(service, "com.example.Faulty$Connector")
        .with("com.example.Faulty", source.replace("/*" + place + "*/", fault))
        .writeTo(directory.resolve("plugins/faulty.jar"));
  }

  private String targetFlow() throws Exception {
    return workshop.flow(
        """
        name: faulty
        sources:
          documents: {type: local-files, path: $docs, process: {type: markdown-to-html, target: rows}}
        targets:
          rows: {type: faulty, place: somewhere}
        """);
  }

  private String sourceFlow() throws Exception {
    return workshop.flow(
        """
        name: faulty
        sources:
          items: {type: faulty, place: somewhere, process: {type: markdown-to-html, target: pages}}
        targets:
          pages: {type: local-directory, directory: $output}
        """);
  }

  private Printed update(String flow, String... more) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] line = {
      "update",
      flow,
      "--state",
      workshop.state.toString(),
      "--parallelism",
      "2",
      "--plugins",
      directory.resolve("plugins").toString()
    };
    String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    int exitCode =
        Main.run(
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all);
    return new Printed(exitCode, err.toString(StandardCharsets.UTF_8));
  }
}
