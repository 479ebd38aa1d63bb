package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.modelserver.ModelServer;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents of this repository as vectors, by the flow file that it comes with. */
class MarkdownToVectorsIT {
  private static final Path DOCUMENTS = Path.of("../../docs");
  private static final int DIMENSIONS = 256;

  @TempDir Path directory;
  private Workshop workshop;
  private ModelServer model;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    model = ModelServer.start(DIMENSIONS);
    Files.walkFileTree(
        DOCUMENTS,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".md")) {
              workshop.write(DOCUMENTS.relativize(file).toString(), Files.readString(file, UTF_8));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @AfterEach
  void stop() {
    model.close();
  }

  private String yaml() throws IOException {
    return Files.readString(Path.of("../../conf/markdown-to-vectors.yaml"))
        .replace("path: docs", "path: $docs")
        .replace("http://localhost:11434/v1", model.url().toString())
        .replace("dimensions: 768", "dimensions: " + DIMENSIONS)
        .replace("directory: vector_index", "directory: $directory/index");
  }

  @Test
  void findsTheChunkThatAQuestionIsNearestTo() throws Exception {
    RunReport first = workshop.update(workshop.flow(yaml()));
    assertThat(first.exitCode()).isZero();
    assertThat(model.inputs()).doesNotHaveDuplicates().hasSizeGreaterThan(100);

    List<Document> nearest = nearest("Letters digits and a name names the flow's state", 3);
    assertThat(nearest.get(0).get("file")).isEqualTo("flow-file.md");
    assertThat(nearest.get(0).get("path")).isEqualTo("The flow file > `name`");
  }

  private List<Document> nearest(String words, int count) throws IOException {
    try (FSDirectory index = FSDirectory.open(directory.resolve("index"));
        DirectoryReader reader = DirectoryReader.open(index)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      float[] vector = ModelServer.vector(words, DIMENSIONS);
      List<Document> found = new ArrayList<>();
      for (ScoreDoc hit :
          searcher.search(new KnnFloatVectorQuery("vector", vector, count), count).scoreDocs) {
        found.add(searcher.storedFields().document(hit.doc));
      }
      return found;
    }
  }

  @Test
  void paysForEveryTextOnce() throws Exception {
    String flow = workshop.flow(yaml());
    workshop.write("copy.md", Files.readString(DOCUMENTS.resolve("flow-file.md")));
    workshop.update(flow);
    assertThat(new HashSet<>(model.inputs())).hasSameSizeAs(model.inputs());
    int known = model.inputs().size();
    model.forget();
    assertThat(known).isGreaterThan(100);

    Path moved = workshop.docs.resolve("moved");
    Files.move(workshop.docs.resolve("guide"), moved);
    assertThat(workshop.confirmRemovals(true).update(flow).exitCode()).isZero();
    assertThat(model.inputs()).isEmpty();
  }
}
