package dev.freshet.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says about itself, and about lines that are wrong. */
class MainTest {
  @TempDir Path directory;

  @Test
  void showsItsCommandsWhenAskedForNothing() {
    TypedLine line = TypedLine.run();
    assertThat(line.exitCode).isEqualTo(2);
    assertThat(line.err()).contains("update", "setup", "drop", "show", "ls", "evaluate");
  }

  @Test
  void showsTheOptionsOfACommand() {
    TypedLine line = TypedLine.run("update", "--help");
    assertThat(line.exitCode).isZero();
    assertThat(line.out()).contains("Usage: freshet update").contains("--give-up-after=DURATION");
  }

  @Test
  void saysItsVersion() {
    TypedLine line = TypedLine.run("--version");
    assertThat(line.exitCode).isZero();
    assertThat(line.out()).startsWith("freshet ");
  }

  @Test
  void listsTheCommandsForOneThatIsNot() {
    refuses("There is no command updat; the commands are update, setup, drop", "updat", "f.yaml");
  }

  @Test
  void suggestsTheOptionThatWasMeant() {
    refuses("update has no option --ful; did you mean --full?", "update", "f.yaml", "--ful");
  }

  @Test
  void asksForTheFlow() {
    refuses("Missing required parameter: 'FLOW'", "update");
  }

  @Test
  void asksForTheOutput() {
    refuses("Missing required option: '--output=DIR'", "evaluate", "f.yaml");
  }

  @Test
  void refusesAFlowFileThatIsNotThere() {
    refuses("Flow file " + directory.resolve("no.yaml"), "update", in("no.yaml"));
  }

  @Test
  void refusesAClassThatIsNotThere() {
    refuses("no.such.Flow", "update", "no.such.Flow");
  }

  @Test
  void refusesAClassThatIsNotAFlow() {
    refuses("java.lang.String", "update", "java.lang.String");
  }

  @Test
  void refusesMalformedYaml() throws IOException {
    Files.writeString(directory.resolve("bad.yaml"), "name: [");
    refuses("bad.yaml is not valid YAML: line 1", "update", in("bad.yaml"));
  }

  @Test
  void refusesAJarThatIsNotThere() {
    refuses("--jar: there is no file none.jar", "update", "f.yaml", "--jar", "none.jar");
  }

  @Test
  void refusesAReportThatCannotBeWrittenBeforeItStarts() {
    refuses("--report: expected a file", "update", "f.yaml", "--report", in("none/report.json"));
  }

  @Test
  void printsAStackTraceOnlyWhenAskedTo() {
    assertThat(TypedLine.run("update", "no.such.Flow").err()).doesNotContain("\tat ");
    assertThat(TypedLine.run("update", "no.such.Flow", "--stacktrace").err()).contains("\tat ");
  }

  @Test
  void listsNothingWhereThereIsNothing() {
    TypedLine line = TypedLine.run("ls", "--state", in("state"));
    assertThat(line.exitCode).isZero();
    assertThat(line.out()).contains("Flows with state in " + in("state") + ": none");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void writesAReportOfTheListing() throws IOException {
    TypedLine.run("ls", "-q", "--state", in("state"), "--report", in("ls.json"));
    assertThat(directory.resolve("ls.json")).content().contains("\"flows\" : [ ]");
  }

  private String in(String name) {
    return directory.resolve(name).toString();
  }

  private static void refuses(String sentence, String... words) {
    TypedLine line = TypedLine.run(words);
    assertThat(line.exitCode).isEqualTo(2);
    assertThat(line.err()).contains(sentence).doesNotContain("\tat ").hasLineCount(1);
    assertThat(line.out()).isEmpty();
  }
}
