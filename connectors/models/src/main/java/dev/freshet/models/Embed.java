package dev.freshet.models;

import dev.freshet.api.Context;
import dev.freshet.api.EmbedsText;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import java.util.List;

/**
 * Makes a vector of each text. All texts of an item that are not known yet go to the model
 * together.
 *
 * @param dimensions of the model's vectors
 * @param batch the most texts of one call
 * @param from the field that is read
 * @param to the field that is made
 */
@LogicVersion("1")
public record Embed(ModelEndpoint model, int dimensions, int batch, String from, String to)
    implements Step, EmbedsText {

  public Embed {
    if (dimensions < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "dimensions and batch must be at least 1; found " + dimensions + " and " + batch);
    }
  }

  public Embed(ModelEndpoint model, int dimensions) {
    this(model, dimensions, 64, "text", "vector");
  }

  @Override
  public List<Field> reads() {
    return List.of(new Field(from, Type.of(Kind.TEXT), false));
  }

  @Override
  public List<Field> makes() {
    return List.of(new Field(to, new Type(Kind.VECTOR, dimensions, List.of()), false));
  }

  @Override
  public List<List<Row>> apply(List<Row> rows, Context context) throws Exception {
    List<Field> made = makes();
    List<String> texts = rows.stream().map(row -> (String) row.get(from)).toList();
    return TextVectors.of(model, dimensions, batch).vectors(context, texts).stream()
        .map(vector -> List.of(new Row(made, List.of(vector))))
        .toList();
  }

  @Override
  public float[] embedText(String text) throws Exception {
    return TextVectors.of(model, dimensions, batch).vector(text);
  }
}
