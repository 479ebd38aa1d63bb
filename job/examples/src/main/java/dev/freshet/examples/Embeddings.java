package dev.freshet.examples;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.api.Memo;
import dev.freshet.localfiles.LocalFiles;
import java.util.List;

/**
 * Keeps a vector for each paragraph of the text files in {@code directory}. Paragraphs that the
 * model has not seen before go to it together, up to 64 in one call.
 */
public record Embeddings(String directory) implements Flow {
  private static final int DIMENSIONS = 3;

  public record Vector(float[] values) {}

  public record Paragraph(
      @Key String document, @Key int number, String text, @Dimensions(DIMENSIONS) float[] vector) {}

  private static final Memo<String, Vector> EMBED =
      Memo.batched("embed", "letters-1", String.class, Vector.class, 64, LetterModel::new);

  public Embeddings() {
    this("texts");
  }

  @Override
  public String name() {
    return "embeddings";
  }

  @Override
  public void define(FlowBuilder flow) {
    var documents = flow.source("documents", new LocalFiles(directory, List.of("**/*.txt")));
    var paragraphs = flow.target("paragraphs", new ChangeLog(directory + "-log"), Paragraph.class);

    flow.forEach(
        documents,
        (document, context) -> {
          List<String> texts = List.of(document.text().split("\\R{2,}"));
          List<Vector> vectors = context.callAll(EMBED, texts);
          for (int i = 0; i < texts.size(); i++) {
            float[] vector = vectors.get(i).values();
            context.declare(paragraphs, new Paragraph(document.key(), i, texts.get(i), vector));
          }
        });
  }

  /** Stands for a model that is costly to load and to ask; made once on each worker. */
  private static final class LetterModel implements Memo.BatchFunction<String, Vector> {
    @Override
    public List<Vector> apply(List<String> texts) {
      return texts.stream().map(LetterModel::embed).toList();
    }

    private static Vector embed(String text) {
      float[] values = new float[DIMENSIONS];
      text.chars().forEach(letter -> values[letter % DIMENSIONS]++);
      return new Vector(values);
    }
  }
}
