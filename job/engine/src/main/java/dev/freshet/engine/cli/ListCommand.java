package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.engine.setup.LastRun;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists flows that have state, and flow files. */
final class ListCommand {
  private final Invocation invocation;
  private final ObjectNode report = JsonNodeFactory.instance.objectNode();

  ListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  int run() throws Exception {
    Path state = invocation.state();
    tell("Flows with state in " + state, flows(state, report.putArray("flows")));
    tell("Flow files", files(report.putArray("files")));
    invocation.report().write(report);
    return 0;
  }

  private void tell(String title, Columns columns) {
    List<String> lines = columns.lines();
    invocation.terminal().say(title + (lines.isEmpty() ? ": none" : ":"));
    lines.forEach(line -> invocation.terminal().say("  " + line));
  }

  private static Columns flows(Path root, ArrayNode json) throws IOException {
    Columns columns = new Columns();
    for (String name : StateDirectory.flows(root)) {
      Optional<LastRun> last = StateDirectory.of(root, name).lastRun().read();
      columns.add(name, last.map(LastRunText::of).orElse("has not run to an end"));
      ObjectNode flow = json.addObject().put("flow", name);
      last.ifPresent(run -> flow.set("lastRun", LastRunText.json(run)));
    }
    return columns;
  }

  private static Columns files(ArrayNode json) throws IOException {
    Columns columns = new Columns();
    for (Path file : flowFiles()) {
      String name = name(file);
      columns.add(file.toString(), name);
      json.addObject().put("file", file.toString()).put("flow", name);
    }
    return columns;
  }

  private static List<Path> flowFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String directory : List.of("", "conf")) {
      if (Files.isDirectory(Path.of(directory))) {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
          files.filter(ListCommand::isFlowFile).sorted().forEach(found::add);
        }
      }
    }
    return found;
  }

  private static boolean isFlowFile(Path file) {
    return file.getFileName().toString().matches(".*\\.ya?ml")
        && Files.isRegularFile(file)
        && lines(file).stream().anyMatch(line -> line.matches("sources\\s*:.*"));
  }

  private static String name(Path file) {
    return lines(file).stream()
        .filter(line -> line.matches("name\\s*:.*"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Of a file that may be anything. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
