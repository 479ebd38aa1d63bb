package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.FunctionType;
import dev.freshet.api.TargetConnector;
import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.engine.cli.Main;
import dev.freshet.localfiles.LocalFiles;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that a user drops into {@code plugins/}, or gives with {@code --jar}. */
final class PluginsIT {
  /** Writes one line a row: its key, and which classes it saw. */
  private static final String NOTES =
      """
      import java.nio.file.*;
      import java.util.*;

      public record Notes(String file) implements TargetSpec {
        public record Note(@Key String filename, String html) {}

        public static final class Connector implements TargetConnector<Notes, Path, String, Row> {
          public String type() { return "notes"; }
          public Class<Notes> specType() { return Notes.class; }
          public String persistentKey(Setup<Notes> setup) { return setup.spec().file(); }
          public Path prepare(Setup<Notes> setup) { return Path.of(setup.spec().file()); }

          public void mutate(List<TargetMutations<Path, String, Row>> all) throws Exception {
            for (var target : all) {
              List<String> lines = new ArrayList<>();
              for (var upsert : target.upserts()) {
                lines.add(String.join(" | ", upsert.key(), new Library().name(),
                    found("org.apache.flink.api.common.JobStatus"),
                    found("dev.freshet.engine.cli.Main"), found("com.example.notes.flow.MyFlow"),
                    Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()
                        ? "its own context" : "another context"));
              }
              Files.write(target.prepared(), lines,
                  StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
          }

          private static String found(String name) {
            try {
              return Class.forName(name).getName();
            } catch (ClassNotFoundException e) {
              return "none";
            }
          }
        }
      }
      """;

  private static final String LIBRARY =
      """
      public class Library {
        public String name() { return new com.fasterxml.jackson.databind.ObjectMapper().name(); }
      }
      """;

  /** What the engine would not have: a method of its own. */
  private static final String JACKSON =
      """
      public class ObjectMapper {
        public String name() { return "the plugin's Jackson"; }
      }
      """;

  private static final String ROW =
      " | the plugin's Jackson | none | none | none | its own context";

  @TempDir Path directory;
  private Workshop workshop;
  private Path plugins;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory.resolve("workshop"));
    plugins = Files.createDirectories(directory.resolve("plugins"));
    workshop.write("a.md", "# A");
    flow =
        workshop.flow(
            """
            name: notes
            sources:
              documents: {type: local-files, path: $docs, process: {type: markdown-to-html, target: notes}}
            targets:
              notes: {type: notes, file: $directory/notes.txt}
            """);
  }

  @Test
  void aConnectorJarBesideTheLauncherIsUsableInYaml() throws Exception {
    PackagedFreshet freshet = PackagedFreshet.in(directory.resolve("home"));
    Outcome without = freshet.run("update", flow);
    assertThat(without.err())
        .contains("unknown target type notes; known: ", "local-directory")
        .hasLineCount(1);
    assertThat(without.exitCode()).isEqualTo(2);

    plugin().writeTo(freshet.plugins().resolve("notes.jar"));
    Outcome with = freshet.run("update", flow);
    assertThat(with.err()).isEmpty();
    assertThat(with.exitCode()).isZero();
    assertThat(notes()).containsExactly("a.md" + ROW);

    assertThat(freshet.run("schema").out()).contains("\"target.notes\"", "\"source.local-files\"");
    assertThat(freshet.run("--version").out()).matches("freshet \\d+\\..*\\R");
  }

  @Test
  void aDirectoryOfJarsIsOnePlugin() throws Exception {
    Path library = library().writeTo(plugins.resolve("notes/library.jar"));
    connector().against(library).writeTo(plugins.resolve("notes/connector.jar"));
    Files.writeString(plugins.resolve("README"), "not a jar");

    assertThat(update(flow)).isEmpty();

    assertThat(notes()).containsExactly("a.md" + ROW);
  }

  @Test
  void aFlowInAJarUsesThePluginAndWhatFreshetComesWith() throws Exception {
    Path plugin = plugin().writeTo(plugins.resolve("notes.jar"));
    Path jar =
        new CompiledJar()
            .against(plugin)
            .against(LocalFiles.class)
            .with(
                "com.example.notes.flow.MyFlow",
                """
                import com.example.notes.Notes;
                import dev.freshet.localfiles.LocalFiles;

                public class MyFlow implements Flow {
                  public String name() { return "mine"; }
                  public void define(FlowBuilder flow) {
                    var documents = flow.source("documents", new LocalFiles("%s"));
                    var notes = flow.target("notes", new Notes("%s/notes.txt"), Notes.Note.class);
                    flow.forEach(documents, (item, context) ->
                        context.declare(notes, new Notes.Note(
                            item.key() + found("com.fasterxml.jackson.databind.json.JsonMapper")
                                + found("dev.freshet.engine.cli.Main"), "")));
                  }

                  private static String found(String name) {
                    try {
                      return " found " + Class.forName(name).getName();
                    } catch (ClassNotFoundException e) {
                      return "";
                    }
                  }
                }
                """
                    .formatted(workshop.docs, workshop.directory))
            .writeTo(directory.resolve("flow.jar"));

    assertThat(update("com.example.notes.flow.MyFlow", "--jar", jar.toString())).isEmpty();
    assertThat(notes()).containsExactly("a.md" + ROW);
  }

  @Test
  void anotherFunctionInThePluginRunsForEveryItemAgain() throws Exception {
    plugin().writeTo(plugins.resolve("notes.jar"));
    function("one").writeTo(plugins.resolve("function.jar"));
    String yaml = Files.readString(Path.of(flow)).replace("markdown-to-html", "name-it");
    assertThat(update(workshop.flow(yaml))).isEmpty();
    assertThat(update(workshop.flow(yaml))).isEmpty();
    assertThat(notes()).containsExactly("one a.md" + ROW);

    function("two").writeTo(plugins.resolve("function.jar"));
    assertThat(update(workshop.flow(yaml))).isEmpty();
    assertThat(notes()).containsExactly("one a.md" + ROW, "two a.md" + ROW);
  }

  @Test
  void whatAPluginSetUpIsNotForgottenWithoutIt() throws Exception {
    Path plugin = plugin().writeTo(plugins.resolve("notes.jar"));
    assertThat(update(flow)).isEmpty();
    Files.delete(plugin);

    String expected =
        "The connector of target type notes is missing; put its jar into plugins/ or give it with"
            + " --jar. There are: ";
    workshop.flow(
        Files.readString(Path.of(flow))
            .replace("type: notes, file", "type: local-directory, directory"));
    assertThat(update(flow, "--yes")).startsWith(expected).endsWith("exit code 2");
    assertThat(run("drop", "notes", "--yes")).startsWith(expected).endsWith("exit code 2");

    plugin().writeTo(plugin);
    assertThat(run("drop", "notes", "--yes")).isEmpty();
  }

  @Test
  void aPluginThatCannotBeUsedIsOneSentence() throws Exception {
    Path text = Files.writeString(plugins.resolve("text.jar"), "not a jar");
    assertThat(refused()).startsWith("Plugin " + text + " is not a jar that can be read");
    Files.delete(text);

    Path library = library().writeTo(plugins.resolve("library.jar"));
    assertThat(refused()).startsWith("Plugin " + library + " has no connector and no function");
    Files.delete(library);

    Path absent =
        new CompiledJar()
            .service(TargetConnector.class, "com.example.Absent")
            .writeTo(plugins.resolve("absent.jar"));
    assertThat(refused())
        .contains(" of " + absent + " cannot be used: Provider com.example.Absent not found");
    Files.delete(absent);

    Path one = plugin().writeTo(plugins.resolve("one.jar"));
    Path two = plugin().writeTo(plugins.resolve("two.jar"));
    assertThat(refused())
        .contains("Connector in " + two + " cannot be used: the target type notes is also that of")
        .contains("Connector in " + one + "; leave one of them out");
    Files.delete(one);
    Files.delete(two);

    Path incomplete =
        connector()
            .against(library().writeTo(directory.resolve("library.jar")))
            .writeTo(plugins.resolve("newer.jar"));
    forNewerJava(incomplete);
    assertThat(refused())
        .contains(" of " + incomplete + " cannot be used: com.example.notes.Notes$Connector is")
        .contains("compiled for Java 55, and this is Java " + Runtime.version().feature());
  }

  private static void forNewerJava(Path jar) throws Exception {
    try (var files = java.nio.file.FileSystems.newFileSystem(jar)) {
      Path connector = files.getPath("com/example/notes/Notes$Connector.class");
      byte[] bytes = Files.readAllBytes(connector);
      bytes[7] = 99;
      Files.write(connector, bytes);
    }
  }

  private static CompiledJar connector() {
    return new CompiledJar()
        .service(TargetConnector.class, "com.example.notes.Notes$Connector # a comment")
        .with("com.example.notes.Notes", NOTES);
  }

  private static CompiledJar library() {
    return new CompiledJar()
        .with("com.example.notes.Library", LIBRARY)
        .with("com.fasterxml.jackson.databind.ObjectMapper", JACKSON);
  }

  private static CompiledJar plugin() {
    return connector()
        .with("com.example.notes.Library", LIBRARY)
        .with("com.fasterxml.jackson.databind.ObjectMapper", JACKSON);
  }

  private static CompiledJar function(String prefix) {
    return new CompiledJar()
        .service(FunctionType.class, "com.example.names.NameIt$Type")
        .with(
            "com.example.names.NameIt",
            """
            public record NameIt(Target<Named> target) implements ItemFunction {
              public record Named(@Key String filename, String html) {}

              public void apply(Item item, Context context) {
                context.declare(target, new Named(Prefix.TEXT + " " + item.key(), ""));
              }

              public static final class Type implements FunctionType<NameIt> {
                public String type() { return "name-it"; }
                public Class<NameIt> functionClass() { return NameIt.class; }
              }
            }
            """)
        .with(
            "com.example.names.Prefix",
            "class Prefix { static final String TEXT = \"%s\"; }".formatted(prefix));
  }

  private List<String> notes() throws Exception {
    return Files.readAllLines(workshop.directory.resolve("notes.txt"));
  }

  private String refused() {
    List<String> lines = update(flow).lines().toList();
    assertThat(lines).hasSize(2).last().isEqualTo("exit code 2");
    return lines.get(0);
  }

  /** What it printed as an error, and its exit code unless that is 0. */
  private String update(String which, String... more) {
    return run("update", which, more);
  }

  private String run(String command, String which, String... more) {
    List<String> line = new ArrayList<>(List.of(command, which, "--parallelism", "2"));
    line.addAll(List.of("--state", workshop.state.toString(), "--plugins", plugins.toString()));
    line.addAll(List.of(more));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exitCode = Main.run(nowhere, errors, line.toArray(new String[0]));
    return err.toString(StandardCharsets.UTF_8) + (exitCode == 0 ? "" : "exit code " + exitCode);
  }
}
