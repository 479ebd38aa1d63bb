package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.FlowSearch;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.Flows;
import dev.freshet.modelserver.ModelServer;
import dev.freshet.trial.LiveRun;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide of this repository as vectors, by the flow file that it comes with. */
class MarkdownToVectorsIT {
  private static final Path GUIDE = Path.of("../../docs/guide");
  private static final int DIMENSIONS = 256;

  @TempDir Path directory;
  private final Set<String> needed = new HashSet<>();
  private Workshop workshop;
  private ModelServer model;
  private String yaml;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    model = ModelServer.start(DIMENSIONS);
    try (Stream<Path> files = Files.list(GUIDE)) {
      for (Path file : files.toList()) {
        workshop.write(file.getFileName().toString(), Files.readString(file));
      }
    }
    yaml =
        Files.readString(Path.of("../../conf/markdown-to-vectors.yaml"))
            .replace("path: docs", "path: $docs")
            .replace("http://localhost:11434/v1", model.url().toString())
            .replace("dimensions: 768", "dimensions: " + DIMENSIONS)
            .replace("directory: vector_index", "directory: $directory/index");
  }

  @AfterEach
  void stop() {
    model.close();
  }

  private List<Document> found(String index, Query query, int count) throws IOException {
    try (FSDirectory files = FSDirectory.open(directory.resolve(index));
        DirectoryReader reader = DirectoryReader.open(files)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      List<Document> documents = new ArrayList<>();
      for (ScoreDoc hit : searcher.search(query, count).scoreDocs) {
        documents.add(searcher.storedFields().document(hit.doc));
      }
      return documents;
    }
  }

  /** Every text that is in the index needed one call, and no text a second one. */
  private void updatePaysOnceForEachText(String index) throws Exception {
    RunReport report = workshop.confirmRemovals(true).update(workshop.flow(yaml));
    assertThat(report.exitCode()).isZero();
    found(index, new MatchAllDocsQuery(), 10_000)
        .forEach(document -> needed.add(document.get("text")));
    assertThat(model.inputs()).doesNotHaveDuplicates();
    assertThat(new HashSet<>(model.inputs())).isEqualTo(needed);
  }

  /**
   * Where the texts stand that are nearest to a question, as {@code ./freshet query} finds them.
   */
  private List<String> nearest(String question) throws Exception {
    ClassLoader loader = getClass().getClassLoader();
    FlowDefinition flow = Flows.load(workshop.flow(yaml), loader).definition();
    FlowSearch.Found found = new FlowSearch(flow, workshop.state, loader).find(null, question, 20);
    assertThat(found.meaning()).isTrue();
    needed.add(question);
    return found.rows().stream()
        .map(row -> row.key().get("file") + " " + row.value().get("path"))
        .toList();
  }

  @Test
  void everyTextIsPaidForOnceWhateverChanges() throws Exception {
    workshop.write("copy.md", Files.readString(GUIDE.resolve("lucene.md")));
    updatePaysOnceForEachText("index");
    assertThat(needed).hasSizeGreaterThan(50);
    String question =
        "All parts of a flow share one writer. Readers need no lock, and another process gets an error";
    assertThat(nearest(question).subList(0, 2))
        .containsExactlyInAnyOrder(
            "lucene.md A search index without a server > What it guarantees",
            "copy.md A search index without a server > What it guarantees");

    int known = needed.size();
    Path touched = workshop.docs.resolve("lucene.md");
    Files.setLastModifiedTime(touched, FileTime.from(Instant.now().plusSeconds(5)));
    try (Stream<Path> files = Files.list(workshop.docs)) {
      for (Path file : files.filter(f -> !f.equals(touched)).toList()) {
        Files.move(file, file.resolveSibling("renamed-" + file.getFileName()));
      }
    }
    updatePaysOnceForEachText("index");
    assertThat(needed).hasSize(known);

    String text = Files.readString(touched);
    Files.writeString(touched, text.replace("any program", "each program").replace("Any", "Each"));
    updatePaysOnceForEachText("index");
    assertThat(needed.size()).isBetween(known + 1, known + 3);

    yaml = yaml.replace("size: 1200", "size: 600");
    updatePaysOnceForEachText("index");
    assertThat(needed.size()).isGreaterThan(known + 10);

    known = needed.size();
    yaml = yaml.replace("$directory/index", "$directory/other").replace("[path, text", "[text");
    updatePaysOnceForEachText("other");
    assertThat(needed).hasSize(known);
  }

  @Test
  void aStopAndABusyServerRepeatAtMostTheCallsUnderWay() throws Exception {
    yaml = yaml.replace("dimensions:", "batch: 8\n        dimensions:");
    model.delay(Duration.ofMillis(30));
    for (int i = 0; i < 3; i++) {
      model.answerNext(429, Map.of("Retry-After", "0"), "");
    }
    try (LiveRun unused = LiveRun.ofUpdate(workshop.runs(workshop.flow(yaml)))) {
      await().until(() -> model.batches().size() > 4);
    }
    assertThat(workshop.update(workshop.flow(yaml)).exitCode()).isZero();
    int repeated = model.inputs().size() - new HashSet<>(model.inputs()).size();
    assertThat(repeated).isLessThanOrEqualTo(4 * 8);
    assertThat(model.mostAtOnce()).isLessThanOrEqualTo(4);
  }

  @Test
  void vectorsOfAnotherLengthFailEveryItemAndWriteNothing() throws Exception {
    model.dimensions(100);
    RunReport report = workshop.update(workshop.flow(yaml));
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.toString()).contains("makes vectors of 100 dimensions");
    assertThat(found("index", new MatchAllDocsQuery(), 10)).isEmpty();
  }
}
