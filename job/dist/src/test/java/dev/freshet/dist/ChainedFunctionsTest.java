package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Row;
import dev.freshet.testkit.Changes;
import dev.freshet.testkit.FlowTester;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps that need no model, chained by a flow file. */
class ChainedFunctionsTest {
  private static final String YAML =
      """
      name: documents-to-chunks
      sources:
        documents:
          type: local-files
          path: docs
          process:
            - {type: extract-text, max-size: 1MB}
            - {type: split-text, size: 40, format: text}
            - {type: declare, target: chunks, key: [key, chunk], fields: [title, text]}
      targets:
        chunks: {type: lucene, directory: index}
      """;

  @TempDir Path directory;
  private FlowTester tester;

  @BeforeEach
  void load() throws Exception {
    tester = FlowTester.ofFile(Files.writeString(directory.resolve("flow.yaml"), YAML).toString());
  }

  private static byte[] page(String... paragraphs) {
    String body = "<p>" + String.join("</p><p>", paragraphs) + "</p>";
    return ("<html><head><title>T</title></head><body>" + body + "</body></html>").getBytes(UTF_8);
  }

  @Test
  void anEditSendsTheRowsOfTheChunksNearIt() {
    String first = "The first of three paragraphs: ä.";
    tester.source("documents").put("a.html", page(first, "The second one.", "Third."));
    tester.update();
    assertThat(tester.rows("chunks", Row.class))
        .extracting(row -> row.get("key") + " " + row.get("title") + " " + row.get("text"))
        .containsExactlyInAnyOrder(
            "a.html T The first of three paragraphs: ä.", "a.html T The second one.\n\nThird.");

    tester.source("documents").put("a.html", page(first, "The second one.", "Another."));
    Changes changes = tester.update();
    assertThat(changes.upserts("chunks")).hasSize(1);
    assertThat(changes.deletes("chunks")).hasSize(1);
  }

  public record Product(long id, String name, String body) {}

  @Test
  void aChainReadsColumnsOfRows() throws Exception {
    FlowTester rows =
        FlowTester.ofFile(
            Files.writeString(
                    directory.resolve("rows.yaml"),
                    """
                    name: products-to-chunks
                    sources:
                      products:
                        type: postgres
                        url: postgresql://nowhere/shop
                        table: products
                        key: [id]
                        process:
                          - {type: columns, columns: {id: long, body: text}, rename: {body: text}}
                          - {type: split-text, size: 20, format: text}
                          - {type: declare, target: chunks, key: [id, chunk], fields: [text]}
                    targets:
                      chunks: {type: lucene, directory: index}
                    """)
                .toString());
    rows.source("products").put("7", new Product(7, "unread", "First paragraph.\n\nSecond one."));
    rows.update();
    assertThat(rows.rows("chunks", Row.class))
        .extracting(row -> row.get("id") + " " + row.get("text"))
        .containsExactlyInAnyOrder("7 First paragraph.", "7 Second one.");
  }

  @Test
  void aBrokenDocumentFailsWithTheStepAndTheReason() {
    tester.source("documents").put("a.pdf", "%PDF-1.4 and no more".getBytes(UTF_8));
    tester.source("documents").put("b.txt", "good");
    Changes changes = tester.tryUpdate();
    assertThat(changes.failures())
        .singleElement()
        .asString()
        .contains("a.pdf")
        .contains("Step 1 (extract-text): DocumentFailure: it cannot be read");
    assertThat(tester.rows("chunks")).hasSize(1);
  }
}
