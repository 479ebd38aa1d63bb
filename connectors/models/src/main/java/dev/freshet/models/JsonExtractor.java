package dev.freshet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Context;
import dev.freshet.api.LogicVersion;
import dev.langchain4j.model.chat.ChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Has a model fill a record from a text, and pays for each text once.
 *
 * <p>The model is given a JSON Schema made from the record. An answer that does not fit goes back
 * to it with what is wrong, up to a number of attempts; then the item fails.
 */
@LogicVersion("1")
public final class JsonExtractor<R extends Record> {
  private static final int ATTEMPTS = 3;

  private final Class<R> type;
  private final JsonShape shape;
  private final JsonAnswers answers;

  private JsonExtractor(Class<R> type, JsonShape shape, JsonAnswers answers) {
    this.type = type;
    this.shape = shape;
    this.answers = answers;
  }

  /**
   * @param prompt says what to look for
   * @throws IllegalArgumentException if an answer cannot be such a record
   */
  public static <R extends Record> JsonExtractor<R> of(
      ModelEndpoint endpoint, String prompt, Class<R> type) {
    return of(
        endpoint.identity(),
        endpoint.atOnce(),
        () -> new EndpointChatModel(endpoint),
        prompt,
        type,
        ATTEMPTS);
  }

  /**
   * Any model of LangChain4j.
   *
   * @param version names the model and whatever else its answers depend on, beside prompt and type
   * @param atOnce the most calls at once in a worker process
   * @throws IllegalArgumentException if an answer cannot be such a record
   */
  public static <R extends Record> JsonExtractor<R> of(
      String version,
      int atOnce,
      Supplier<? extends ChatModel> model,
      String prompt,
      Class<R> type,
      int attempts) {
    JsonShape shape = RecordShape.of(type);
    return new JsonExtractor<>(
        type, shape, new JsonAnswers(version, shape, prompt, attempts, atOnce, model));
  }

  public R extract(Context context, String text) throws Exception {
    return extractAll(context, List.of(text)).get(0);
  }

  /** In the order of the texts, which are asked for together. */
  public List<R> extractAll(Context context, List<String> texts) throws Exception {
    List<R> records = new ArrayList<>();
    for (JsonNode answer : answers.ask(context, texts)) {
      records.add(type.cast(RecordShape.read(type, shape, answer)));
    }
    return records;
  }
}
