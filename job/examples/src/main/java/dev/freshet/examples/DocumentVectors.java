package dev.freshet.examples;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.localfiles.LocalFiles;
import dev.freshet.lucene.LuceneIndex;
import dev.freshet.models.ModelEndpoint;
import dev.freshet.models.TextVectors;
import dev.freshet.splittext.Chunk;
import dev.freshet.splittext.SplitText;
import java.net.URI;
import java.util.List;

/** Markdown to vectors, as {@code conf/markdown-to-vectors.yaml} says it, where an if is wanted. */
public final class DocumentVectors implements Flow {
  private static final int DIMENSIONS = 768;

  public record Passage(
      @Key String file,
      @Key int number,
      String path,
      String text,
      @Dimensions(DIMENSIONS) float[] vector) {}

  @Override
  public String name() {
    return "document-vectors";
  }

  @Override
  public void define(FlowBuilder flow) {
    var documents = flow.source("documents", new LocalFiles("docs", List.of("**/*.md")));
    var passages = flow.target("passages", new LuceneIndex("vector_index"), Passage.class);

    var splitter = new SplitText();
    var model = new ModelEndpoint(URI.create("http://localhost:11434/v1"), "nomic-embed-text");
    var batch = 64;

    flow.forEach(
        documents,
        (document, context) -> {
          if (document.text().startsWith("Draft")) {
            return;
          }
          List<Chunk> chunks = splitter.split(document.key(), document.text());
          List<String> texts = chunks.stream().map(Chunk::text).toList();
          var vectors = TextVectors.of(model, DIMENSIONS, batch).vectors(context, texts);
          for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            context.declare(
                passages,
                new Passage(document.key(), i, chunk.path(), chunk.text(), vectors.get(i)));
          }
        });
  }
}
