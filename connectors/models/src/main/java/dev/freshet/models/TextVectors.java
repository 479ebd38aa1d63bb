package dev.freshet.models;

import dev.freshet.api.Context;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Memo;
import dev.freshet.api.Memo.BatchFunction;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;
import java.util.function.Supplier;

/**
 * Vectors of texts by a model, each text paid for once.
 *
 * <p>Texts that several items ask for at the same time go to the model together, up to {@code
 * batch} in one call.
 */
@LogicVersion("1")
public final class TextVectors {
  /** The result of one text. */
  public record Vector(float[] numbers) {}

  private final Memo<String, Vector> memo;

  private TextVectors(Memo<String, Vector> memo) {
    this.memo = memo;
  }

  /**
   * @param dimensions of the vectors; others are an error
   * @param batch the most texts of one call
   */
  public static TextVectors of(ModelEndpoint endpoint, int dimensions, int batch) {
    return of(
        endpoint.identity(),
        dimensions,
        batch,
        endpoint.atOnce(),
        () -> new EndpointEmbeddingModel(endpoint));
  }

  /**
   * Any model of LangChain4j.
   *
   * @param version names the model and whatever else its vectors depend on
   * @param dimensions of the vectors; others are an error
   * @param batch the most texts of one call
   * @param atOnce the most calls at once in a worker process
   * @param model made when the first text is not known, closed with the worker if it is {@link
   *     AutoCloseable}
   */
  public static TextVectors of(
      String version,
      int dimensions,
      int batch,
      int atOnce,
      Supplier<? extends EmbeddingModel> model) {
    if (dimensions < 1 || batch < 1 || atOnce < 1) {
      throw new IllegalArgumentException(
          "dimensions, batch and the calls at once must be at least 1; found %d, %d and %d"
              .formatted(dimensions, batch, atOnce));
    }
    return new TextVectors(
        Memo.batched(
            "embed",
            version + " " + dimensions,
            String.class,
            Vector.class,
            Integer.MAX_VALUE,
            () -> new VectorFunction(model.get(), version, dimensions, batch, atOnce)));
  }

  /** Of one text, by a model made for it, and not remembered. */
  float[] vector(String text) throws Exception {
    BatchFunction<String, Vector> function = memo.function().get();
    try {
      return function.apply(List.of(text)).get(0).numbers();
    } finally {
      if (function instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  /** In the order of the texts. */
  public List<float[]> vectors(Context context, List<String> texts) throws Exception {
    return context.callAll(memo, texts).stream().map(Vector::numbers).toList();
  }
}
