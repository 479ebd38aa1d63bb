package dev.freshet.dist;

import dev.freshet.engine.flink.FlowSearch;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.Flows;
import dev.freshet.modelserver.ModelServer;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** A flow file of {@code conf/} that makes vectors, with a model of this machine and test. */
record VectorFlow(Workshop workshop, ModelServer model, String yaml) implements AutoCloseable {
  private static final int DIMENSIONS = 256;

  /**
   * @param file in {@code conf}
   * @param path what stands there as the directory of the source
   */
  static VectorFlow of(Workshop workshop, String file, String path) throws IOException {
    ModelServer model = ModelServer.start(DIMENSIONS);
    String yaml =
        Files.readString(Path.of("../../conf", file))
            .replace("path: " + path + "\n", "path: $docs\n")
            .replace("http://localhost:11434/v1", model.url().toString())
            .replace("dimensions: 768", "dimensions: " + DIMENSIONS);
    return new VectorFlow(workshop, model, yaml);
  }

  /** The files of a directory of this repository, as documents below another. */
  void copy(Path from, String to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        workshop.write(to + file.getFileName(), Files.readString(file));
      }
    }
  }

  /**
   * @param target what stands behind the name of the one target
   */
  RunReport update(String target) throws Exception {
    String flow = yaml.replaceFirst("\\{type: lucene.*}", Matcher.quoteReplacement(target));
    return workshop.update(workshop.flow(flow));
  }

  /** The rows that are nearest to a question, as {@code ./freshet query} asks. */
  List<String> found(String question, int most) throws Exception {
    ClassLoader loader = getClass().getClassLoader();
    String file = workshop.directory.resolve("flow.yaml").toString();
    FlowDefinition flow = Flows.load(file, loader).definition();
    FlowSearch search = new FlowSearch(flow, workshop.state, loader);
    return search.find(null, question, most).rows().stream()
        .map(row -> row.key().values() + " " + row.value().values().subList(0, 2))
        .toList();
  }

  @Override
  public void close() {
    model.close();
  }
}
