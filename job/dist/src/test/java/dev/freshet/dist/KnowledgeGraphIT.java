package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.examples.KnowledgeGraph;
import dev.freshet.examples.KnowledgeGraph.Connection;
import dev.freshet.examples.KnowledgeGraph.Facts;
import dev.freshet.examples.KnowledgeGraph.Thing;
import dev.freshet.models.ModelEndpoint;
import dev.freshet.modelserver.ModelServer;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of the guide as a graph, read by a stand-in for a chat model that knows seven names. */
class KnowledgeGraphIT {
  private static final Path GUIDE = Path.of("../../docs/guide");
  private static final List<String> PAGES = List.of("lucene.md", "opensearch.md", "qdrant.md");
  private static final List<String> NAMES =
      List.of("Elasticsearch", "Freshet", "JSON", "Lucene", "OpenSearch", "Qdrant", "gRPC");

  @TempDir Path directory;

  /** Names that stand in one text are connected; of what kind they are, each text says its own. */
  private static String answer(String text) {
    List<String> named = NAMES.stream().filter(text::contains).toList();
    String kind = text.lines().findFirst().orElse("").strip();
    List<Connection> connections = new ArrayList<>();
    for (int i = 1; i < named.size(); i++) {
      connections.add(new Connection(named.get(i - 1), "stands with", named.get(i)));
    }
    Facts facts =
        new Facts(named.stream().map(name -> new Thing(name, kind)).toList(), connections);
    try {
      return new ObjectMapper().writeValueAsString(facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> mentions(List<String> pages) throws IOException {
    Set<String> mentions = new TreeSet<>();
    for (String page : pages) {
      String text = Files.readString(GUIDE.resolve(page));
      NAMES.stream().filter(text::contains).forEach(name -> mentions.add(page + "|" + name));
    }
    return mentions;
  }

  private static List<String> names(Set<String> mentions) {
    return mentions.stream().map(m -> m.substring(m.indexOf('|') + 1)).distinct().sorted().toList();
  }

  @Test
  void whatOtherDocumentsStillSayStaysWhenOneIsDeleted() throws Exception {
    Workshop workshop = new Workshop(directory);
    for (String page : PAGES) {
      workshop.write(page, Files.readString(GUIDE.resolve(page)));
    }
    try (ModelServer model = ModelServer.start(8).chat(KnowledgeGraphIT::answer);
        PostgresServer postgres = new PostgresServer(directory.resolve("postgres"))) {
      KnowledgeGraph graph =
          new KnowledgeGraph(
              workshop.docs.toString(),
              new ModelEndpoint(model.url(), "seven-names"),
              postgres.url(),
              "postgres");
      assertThat(workshop.update(graph).exitCode()).isZero();
      assertThat(postgres.rows("SELECT document, entity FROM mentions"))
          .containsExactlyInAnyOrderElementsOf(mentions(PAGES));
      assertThat(postgres.rows("SELECT name FROM entities ORDER BY name COLLATE \"C\""))
          .isEqualTo(names(mentions(PAGES)));
      assertThat(postgres.rows("SELECT kind FROM entities WHERE name = 'Freshet'"))
          .containsExactly("# A search index without a server");
      List<String> relations = postgres.rows("SELECT * FROM relations");
      assertThat(relations).contains("Freshet|stands with|Qdrant", "Freshet|stands with|Lucene");
      int asked = model.chats().size();

      workshop.delete("lucene.md");
      assertThat(workshop.update(graph).exitCode()).isZero();
      Set<String> left = mentions(List.of("opensearch.md", "qdrant.md"));
      assertThat(postgres.rows("SELECT document, entity FROM mentions"))
          .containsExactlyInAnyOrderElementsOf(left);
      assertThat(postgres.rows("SELECT name FROM entities ORDER BY name COLLATE \"C\""))
          .isEqualTo(names(left));
      assertThat(postgres.rows("SELECT kind FROM entities WHERE name = 'Freshet'"))
          .containsExactly(
              Files.readString(GUIDE.resolve("opensearch.md")).lines().findFirst().orElseThrow());
      assertThat(relations).containsAll(postgres.rows("SELECT * FROM relations"));
      assertThat(postgres.rows("SELECT * FROM relations"))
          .contains("Freshet|stands with|Qdrant")
          .doesNotContain("Freshet|stands with|Lucene");
      assertThat(model.chats()).hasSize(asked);
    }
  }
}
