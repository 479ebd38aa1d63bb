package dev.freshet.benchmarks.rows;

import dev.freshet.api.Context;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import dev.freshet.models.TextVectors;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;

/** Vectors by a model that answers at once. */
public record InstantVectors() implements Step {
  private static final int DIMENSIONS = 384;

  @Override
  public List<Field> reads() {
    return List.of(new Field("text", Type.of(Kind.TEXT), false));
  }

  @Override
  public List<Field> makes() {
    return List.of(new Field("vector", new Type(Kind.VECTOR, DIMENSIONS, List.of()), false));
  }

  @Override
  public List<List<Row>> apply(List<Row> rows, Context context) throws Exception {
    List<Field> made = makes();
    List<String> texts = rows.stream().map(row -> (String) row.get("text")).toList();
    return TextVectors.of("instant", DIMENSIONS, 64, 4, () -> (EmbeddingModel) this::answer)
        .vectors(context, texts)
        .stream()
        .map(vector -> List.of(new Row(made, List.of(vector))))
        .toList();
  }

  private Response<List<Embedding>> answer(List<TextSegment> segments) {
    return Response.from(segments.stream().map(segment -> vector(segment.text())).toList());
  }

  private static Embedding vector(String text) {
    float[] numbers = new float[DIMENSIONS];
    int hash = text.hashCode();
    for (int i = 0; i < numbers.length; i++) {
      hash = hash * 0x9E3779B9 + i;
      numbers[i] = hash / (float) Integer.MAX_VALUE;
    }
    return Embedding.from(numbers);
  }
}
