package dev.freshet.inprocessmodel;

import dev.freshet.api.Context;
import dev.freshet.api.EmbedsText;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Memo;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import java.util.List;

/**
 * Makes a vector of each text by the model all-MiniLM-L6-v2, on this machine's processors: no
 * server, no key. Each text is computed once.
 *
 * @param from the field that is read
 * @param to the field that is made
 */
@LogicVersion("1")
public record EmbedInProcess(String from, String to) implements Step, EmbedsText {
  /** Of its vectors. */
  public static final int DIMENSIONS = 384;

  /** The result of one text. */
  public record Vector(float[] numbers) {}

  private static final Memo<String, Vector> MEMO =
      Memo.batched(
          "embed-in-process",
          "all-minilm-l6-v2 quantized",
          String.class,
          Vector.class,
          64,
          MiniLanguageModel::new);

  public EmbedInProcess() {
    this("text", "vector");
  }

  @Override
  public List<Field> reads() {
    return List.of(new Field(from, Type.of(Kind.TEXT), false));
  }

  @Override
  public List<Field> makes() {
    return List.of(new Field(to, new Type(Kind.VECTOR, DIMENSIONS, List.of()), false));
  }

  @Override
  public List<List<Row>> apply(List<Row> rows, Context context) throws Exception {
    List<Field> made = makes();
    List<String> texts = rows.stream().map(row -> (String) row.get(from)).toList();
    return vectors(context, texts).stream()
        .map(vector -> List.of(new Row(made, List.of(vector))))
        .toList();
  }

  /** In the order of the texts, for functions in Java. */
  public static List<float[]> vectors(Context context, List<String> texts) throws Exception {
    return context.callAll(MEMO, texts).stream().map(Vector::numbers).toList();
  }

  @Override
  public float[] embedText(String text) {
    return new MiniLanguageModel().apply(List.of(text)).get(0).numbers();
  }
}
