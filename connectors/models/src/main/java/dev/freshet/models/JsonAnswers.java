package dev.freshet.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.Context;
import dev.freshet.api.Memo;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Asks a model for JSON of a shape until it answers so, and remembers what it answered. */
final class JsonAnswers {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final JsonShape shape;
  private final String prompt;
  private final int attempts;
  private final Memo<String, String> memo;

  JsonAnswers(
      String version,
      JsonShape shape,
      String prompt,
      int attempts,
      int atOnce,
      Supplier<? extends ChatModel> model) {
    if (attempts < 1 || prompt.isBlank()) {
      throw new IllegalArgumentException("attempts must be at least 1, and the prompt not blank");
    }
    this.shape = shape;
    this.prompt = prompt;
    this.attempts = attempts;
    memo =
        Memo.batched(
            "extract-json",
            version + "\n" + prompt + "\n" + shape.schema(),
            String.class,
            String.class,
            Integer.MAX_VALUE,
            () -> function(model.get(), atOnce));
  }

  /** In the order of the texts. */
  List<JsonNode> ask(Context context, List<String> texts) throws Exception {
    List<JsonNode> answers = new ArrayList<>();
    for (String answer : context.callAll(memo, texts)) {
      answers.add(JSON.readTree(answer));
    }
    return answers;
  }

  private Memo.BatchFunction<String, String> function(ChatModel model, int atOnce) {
    return new SharedBatches<>(
        (texts, answered) -> List.of(answer(model, texts.get(0))), 1, atOnce);
  }

  private String answer(ChatModel model, String text) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(
        SystemMessage.from(
            prompt + "\nAnswer with JSON alone, as this schema says:\n" + shape.schema()));
    messages.add(UserMessage.from(text));
    String last = "";
    for (int i = 0; i < attempts; i++) {
      String answer = String.valueOf(model.chat(request(messages)).aiMessage().text());
      List<String> problems = problems(answer);
      if (problems.isEmpty()) {
        return withoutFence(answer);
      }
      last = String.join("; ", problems.subList(0, Math.min(5, problems.size())));
      messages.add(AiMessage.from(answer));
      messages.add(UserMessage.from("That does not fit: " + last + ". Answer again."));
    }
    throw new IllegalStateException(
        "The model's answer did not fit in "
            + attempts
            + " attempts, the last time because "
            + last);
  }

  private ChatRequest request(List<ChatMessage> messages) {
    JsonSchema schema =
        JsonSchema.builder()
            .name("answer")
            .rootElement(JsonRawSchema.from(shape.schema().toString()))
            .build();
    return ChatRequest.builder()
        .messages(List.copyOf(messages))
        .temperature(0.0)
        .responseFormat(
            ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(schema).build())
        .build();
  }

  private List<String> problems(String answer) {
    try {
      return shape.problems(JSON.readTree(withoutFence(answer)));
    } catch (JsonProcessingException e) {
      return List.of("it is not JSON: " + e.getOriginalMessage());
    }
  }

  /** Many models put JSON into a block of Markdown. */
  private static String withoutFence(String answer) {
    String text = answer.strip();
    if (text.startsWith("```") && text.endsWith("```") && text.indexOf('\n') > 0) {
      return text.substring(text.indexOf('\n') + 1, text.length() - 3).strip();
    }
    return text;
  }
}
