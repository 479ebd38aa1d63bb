package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowsTest {
  private static final String FLOW =
      """
      name: copies
      sources:
        documents: {type: fake-source, path: d, include: [], process: {type: fake-copy, target: p}}
      targets:
        p: {type: fake-target, directory: out}
      """;

  private final Path directory;

  FlowsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void loadsAFlowFileSoThatAWorkerDoesNotNeedTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("copies.yaml"), FLOW);
    LoadedFlow loaded = load(file);
    Files.delete(file);

    FlowDefinition again = loaded.reference().define(ServiceClassPath.fakes().loader());

    assertThat(again.name()).isEqualTo("copies");
    assertThat(again.source("documents").code())
        .isEqualTo(loaded.definition().source("documents").code());
  }

  @Test
  void namesTheFlowFilesBesideAMissingOne() throws Exception {
    Files.writeString(directory.resolve("b.yaml"), FLOW);
    Files.writeString(directory.resolve("a.yml"), FLOW);
    Path missing = directory.resolve("c.yaml");

    assertThatThrownBy(() -> load(missing))
        .isInstanceOf(FlowProblems.class)
        .hasMessage("Flow file " + missing + " does not exist; beside it: a.yml, b.yaml");
    assertThatThrownBy(() -> load(directory))
        .hasMessage(directory + " is a directory; name a flow file; in it: a.yml, b.yaml");
    assertThatThrownBy(() -> load(directory.resolve("no/c.yaml")))
        .hasMessageEndingWith(
            "does not exist; neither does its directory " + directory.resolve("no"));
  }

  @Test
  void refusesFilesThatAreNotText() throws Exception {
    Path file = Files.write(directory.resolve("x.yaml"), new byte[] {'a', (byte) 0xFF});

    assertThatThrownBy(() -> load(file)).hasMessage("Flow file " + file + " is not UTF-8 text");
    assertThatThrownBy(() -> Flows.load("a\0b", FlowsTest.class.getClassLoader()))
        .hasMessageEndingWith("is neither the path of a flow file nor the name of a class");
  }

  @Test
  void printsOneProblemInOneLineAndSeveralInALineEach() throws Exception {
    Path one =
        Files.writeString(directory.resolve("one.yaml"), FLOW.replace("path: d", "path: refuse"));
    Path two =
        Files.writeString(
            directory.resolve("two.yaml"), FLOW.replace("path: d, include: []", "pat: d"));

    assertThatThrownBy(() -> load(one))
        .hasMessage(one + ": line 3, source documents: the path refuse is refused; use another");
    assertThatThrownBy(() -> load(two))
        .message()
        .startsWith(two + " has 3 problems:\n  line 3, sources.documents.pat: unknown option pat;");
  }

  private static LoadedFlow load(Path file) {
    return Flows.load(file.toString(), ServiceClassPath.fakes().loader());
  }
}
