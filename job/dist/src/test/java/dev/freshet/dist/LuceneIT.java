package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.cli.Main;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.trial.LiveRun;
import dev.freshet.trial.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents in a search index, as an application would read it. */
class LuceneIT {
  private static final String YAML =
      """
      name: search
      sources:
        documents:
          type: local-files
          path: $docs
          refresh-interval: 100ms
          process: {type: markdown-to-html, target: pages}
      targets:
        pages: {type: lucene, directory: $directory/index}
      """;

  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    workshop.write("a.md", "# Freshet\n\nHigh water in spring");
    workshop.write("b.md", "Low water in autumn");
  }

  private Map<String, String> found(Query query) throws IOException {
    Map<String, String> pages = new TreeMap<>();
    try (FSDirectory index = FSDirectory.open(directory.resolve("index"));
        DirectoryReader reader = DirectoryReader.open(index)) {
      for (ScoreDoc hit : new IndexSearcher(reader).search(query, 1000).scoreDocs) {
        Document page = reader.storedFields().document(hit.doc);
        pages.put(page.get("filename"), page.get("html"));
      }
    }
    return pages;
  }

  private Map<String, String> pagesWith(String word) throws IOException {
    return found(new TermQuery(new Term("html", word)));
  }

  @Test
  void keepsTheIndexInStep() throws Exception {
    String flow = workshop.flow(YAML);
    assertThat(workshop.update(flow).targets().get("pages").upserts()).isEqualTo(2);
    assertThat(pagesWith("water")).containsOnlyKeys("a.md", "b.md");
    assertThat(pagesWith("spring")).containsOnlyKeys("a.md");

    workshop.write("b.md", "Spring tide");
    workshop.delete("a.md");
    RunReport edited = workshop.update(flow);
    assertThat(edited.exitCode()).isZero();
    assertThat(pagesWith("water")).isEmpty();
    assertThat(pagesWith("spring")).containsOnlyKeys("b.md");
    assertThat(workshop.runs(flow).verify(false).damaged()).isZero();
  }

  @Test
  void everySubtaskWritesToTheOneIndexWhileOthersRead() throws Exception {
    for (int i = 0; i < 200; i++) {
      workshop.write("many/" + i + ".md", "page " + i);
    }
    try (LiveRun unused = workshop.parallelism(3).live(workshop.flow(YAML))) {
      await().until(() -> Files.exists(directory.resolve("index/segments_2")));
      await().ignoreException(IOException.class).until(() -> pagesWith("page").size() == 200);
      workshop.write("many/7.md", "changed");
      await().until(() -> pagesWith("page").size() == 199);
      assertThat(pagesWith("changed")).containsOnlyKeys("many/7.md");
    }
  }

  @Test
  void theDirectoryBecomesAnIndexByOneLineAndAFolderAgain() throws Exception {
    String folder =
        YAML.replace(
            "{type: lucene, directory: $directory/index}",
            "{type: local-directory, directory: $output, extension: .html}");
    workshop.update(workshop.flow(folder));
    Map<String, String> pages = workshop.pages();
    assertThat(pages).containsOnlyKeys("a.md.html", "b.md.html");

    workshop.update(workshop.flow(YAML));
    assertThat(workshop.pages()).isEmpty();
    Map<String, String> indexed = found(new MatchAllDocsQuery());
    assertThat(indexed).containsOnlyKeys("a.md", "b.md");
    assertThat(indexed.values()).containsExactlyElementsOf(pages.values());

    workshop.update(workshop.flow(folder));
    assertThat(workshop.pages()).isEqualTo(pages);
    assertThat(directory.resolve("index")).doesNotExist();
  }

  private String query(String... words) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    List<String> line = new ArrayList<>(List.of("query", workshop.flow(YAML)));
    line.addAll(List.of(words));
    line.addAll(List.of("--state", workshop.state.toString()));
    int exitCode = Main.run(out, out, line.toArray(String[]::new));
    return exitCode + "\n" + printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void rowsAreFoundFromTheCommandLineAlsoWhileTheFlowRuns() throws Exception {
    assertThat(query("water"))
        .isEqualTo(
            "2\nFlow search has no target that can be searched and was set up; run update, or write to a search index\n");
    try (LiveRun unused = workshop.live(workshop.flow(YAML))) {
      await().until(() -> query("spring water").contains("a.md"));
      assertThat(query("spring water", "--limit", "1"))
          .matches("0\n[0-9.]+  a\\.md\n       .*High water in spring.*\n");
      assertThat(query("snow")).isEqualTo("0\nNothing found in pages\n");
    }
    assertThat(query("water", "--target", "others"))
        .isEqualTo("2\nThere is no target others that can be searched; there are pages\n");
    assertThat(query("water", "--limit", "0"))
        .isEqualTo("2\n--limit: expected a number from 1 to 9999, found \"0\"\n");
    assertThat(query("high", "water"))
        .startsWith("2\nquery takes no more after the text, found water");
  }
}
