package dev.freshet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Context;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has a model fill fields from each text. An answer that does not fit goes back to the model with
 * what is wrong; if it never fits, the item fails.
 *
 * @param prompt says what to look for
 * @param fields what is made, by name: {@code text}, {@code int}, {@code long}, {@code double},
 *     {@code decimal}, {@code boolean}, {@code date}, {@code instant}, {@code list of} one of them,
 *     {@code one of} and the values; {@code ?} behind it says that it may be missing
 * @param attempts the most answers that are asked for
 * @param from the field that is read
 */
@LogicVersion("1")
public record ExtractJson(
    ModelEndpoint model, String prompt, Map<String, String> fields, int attempts, String from)
    implements Step {

  public ExtractJson {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("fields names none; say what the model shall fill");
    }
    if (attempts < 1 || prompt.isBlank()) {
      throw new IllegalArgumentException("attempts must be at least 1, and the prompt not blank");
    }
    ShapeWords.struct(fields);
  }

  public ExtractJson(ModelEndpoint model, String prompt, Map<String, String> fields) {
    this(model, prompt, fields, 3, "text");
  }

  @Override
  public List<Field> reads() {
    return List.of(new Field(from, Type.of(Kind.TEXT), false));
  }

  @Override
  public List<Field> makes() {
    return ShapeWords.struct(fields).fields();
  }

  @Override
  public List<List<Row>> apply(List<Row> rows, Context context) throws Exception {
    JsonShape shape = ShapeWords.struct(fields);
    JsonAnswers answers =
        new JsonAnswers(
            model.identity(),
            shape,
            prompt,
            attempts,
            model.atOnce(),
            () -> new EndpointChatModel(model));
    List<String> texts = rows.stream().map(row -> (String) row.get(from)).toList();
    List<List<Row>> all = new ArrayList<>();
    for (JsonNode answer : answers.ask(context, texts)) {
      all.add(List.of(JsonRows.row(shape, answer)));
    }
    return all;
  }
}
