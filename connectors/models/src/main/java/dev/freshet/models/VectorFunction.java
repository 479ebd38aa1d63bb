package dev.freshet.models;

import dev.freshet.api.Memo;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;

/** Asks a model for vectors, and looks at their length. Thread safe. */
final class VectorFunction
    implements Memo.GradualFunction<String, TextVectors.Vector>, AutoCloseable {
  private final EmbeddingModel model;
  private final String version;
  private final int dimensions;
  private final SharedBatches<String, TextVectors.Vector> batches;

  VectorFunction(EmbeddingModel model, String version, int dimensions, int batch, int atOnce) {
    this.model = model;
    this.version = version;
    this.dimensions = dimensions;
    this.batches = new SharedBatches<>(this::ask, batch, atOnce);
  }

  @Override
  public List<TextVectors.Vector> apply(List<String> texts, Memo.Ready<TextVectors.Vector> ready)
      throws Exception {
    return batches.apply(texts, ready);
  }

  private List<TextVectors.Vector> ask(List<String> texts, Runnable answered) {
    List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
    List<Embedding> embeddings =
        model instanceof EndpointEmbeddingModel endpoint
            ? endpoint.embedAll(segments, answered).content()
            : model.embedAll(segments).content();
    if (embeddings.size() != texts.size()) {
      throw new IllegalStateException(
          "Model "
              + version
              + " gave "
              + embeddings.size()
              + " vectors for "
              + texts.size()
              + " texts");
    }
    List<TextVectors.Vector> vectors = new ArrayList<>();
    for (Embedding embedding : embeddings) {
      float[] numbers = embedding.vector();
      if (numbers.length != dimensions) {
        throw new IllegalStateException(
            "Model "
                + version
                + " makes vectors of "
                + numbers.length
                + " dimensions, and "
                + dimensions
                + " are declared; write dimensions: "
                + numbers.length
                + ", or name another model");
      }
      vectors.add(new TextVectors.Vector(numbers));
    }
    return vectors;
  }

  @Override
  public void close() throws Exception {
    batches.close();
    if (model instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
