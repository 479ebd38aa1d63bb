package dev.freshet.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.modelserver.ModelServer;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExtractJsonTest {
  enum Kind {
    INVOICE,
    LETTER
  }

  record Line(String item, int count) {}

  record Paper(
      Kind kind,
      String from,
      @Nullable LocalDate date,
      BigDecimal total,
      boolean paid,
      List<Line> lines,
      List<String> tags) {}

  private static final String GOOD =
      """
      {"kind": "INVOICE", "from": "Ä 😀", "date": null, "total": 12.5, "paid": true,
       "lines": [{"item": "pen", "count": 2}], "tags": ["a", "b"]}
      """;

  private final RememberingContext context = new RememberingContext();
  private final Deque<String> answers = new ArrayDeque<>();
  private ModelServer server;
  private JsonExtractor<Paper> extractor;

  @BeforeEach
  void start() throws Exception {
    server = ModelServer.start(8).chat(text -> answers.removeFirst());
    extractor =
        JsonExtractor.of(new ModelEndpoint(server.url(), "m"), "Read the paper.", Paper.class);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fillsARecord() throws Exception {
    answers.add(GOOD);
    Paper paper = extractor.extract(context, "a paper");
    assertThat(paper)
        .isEqualTo(
            new Paper(
                Kind.INVOICE,
                "Ä 😀",
                null,
                new BigDecimal("12.5"),
                true,
                List.of(new Line("pen", 2)),
                List.of("a", "b")));

    assertThat(extractor.extract(context, "a paper")).isEqualTo(paper);
    assertThat(server.chats()).hasSize(1);
    String request = server.chats().get(0).toString();
    assertThat(request)
        .contains("\"enum\":[\"INVOICE\",\"LETTER\"]")
        .contains("\"additionalProperties\":false")
        .contains("Read the paper.")
        .contains("\"temperature\":0.0");
  }

  @Test
  void anAnswerThatDoesNotFitGoesBackWithWhatIsWrong() throws Exception {
    answers.add("I think it is an invoice.");
    answers.add(GOOD.replace("INVOICE", "BILL").replace("2}", "\"two\"}"));
    answers.add("```json\n" + GOOD + "```");
    assertThat(extractor.extract(context, "a paper").kind()).isEqualTo(Kind.INVOICE);
    assertThat(server.chats()).hasSize(3);
    assertThat(server.chats().get(2).get("messages").get(5).get("content").asText())
        .contains("the answer.kind must be one of INVOICE, LETTER, found \"BILL\"")
        .contains("the answer.lines[0].count must be a whole number, found \"two\"");
  }

  @Test
  void anAnswerThatNeverFitsFailsTheItemAndIsNotRemembered() throws Exception {
    for (int i = 0; i < 3; i++) {
      answers.add("{}");
    }
    assertThatThrownBy(() -> extractor.extract(context, "a paper"))
        .hasMessageContaining("did not fit in 3 attempts")
        .hasMessageContaining("the answer.kind is missing");
    answers.add(GOOD);
    assertThat(extractor.extract(context, "a paper").paid()).isTrue();
  }

  @Test
  void theStepMakesTheFieldsThatAreWritten() throws Exception {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", "text");
    fields.put("year", "int?");
    fields.put("kind", "one of book, paper");
    fields.put("people", "list of text");
    ExtractJson step = new ExtractJson(new ModelEndpoint(server.url(), "m"), "Read.", fields);
    answers.add("{\"title\": \"T\", \"kind\": \"book\", \"people\": [\"x\"]}");
    Row made = step.apply(List.of(new Row(step.reads(), List.of("text"))), context).get(0).get(0);
    assertThat(made.fields()).isEqualTo(step.makes());
    assertThat(made.values()).containsExactly("T", null, "book", List.of("x"));

    assertThatThrownBy(() -> new ExtractJson(step.model(), "Read.", Map.of("when", "timestamp")))
        .hasMessageContaining("the field when is \"timestamp\"; write one of boolean, date");
  }

  record Odd(Thread thread) {}

  @Test
  void refusesRecordsThatNoAnswerCanBe() {
    assertThatThrownBy(
            () -> JsonExtractor.of(new ModelEndpoint(server.url(), "m"), "Read.", Odd.class))
        .hasMessageContaining("Odd.thread is java.lang.Thread");
  }
}
