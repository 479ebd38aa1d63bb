package dev.freshet.engine.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Memo;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import dev.freshet.api.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final Field TEXT = new Field("text", Type.of(Kind.TEXT), false);
  private static final Field LENGTH = new Field("length", Type.of(Kind.INT), false);

  /** One row for each word, which replaces the text. */
  public record Words(String between) implements Step {
    public Words() {
      this(" ");
    }

    @Override
    public List<Field> reads() {
      return List.of(TEXT);
    }

    @Override
    public List<Field> makes() {
      return List.of(TEXT);
    }

    @Override
    public List<List<Row>> apply(List<Row> rows, Context context) {
      List<List<Row>> all = new ArrayList<>();
      for (Row row : rows) {
        List<Row> words = new ArrayList<>();
        for (String word : ((String) row.get("text")).split(between)) {
          if (!word.isEmpty()) {
            words.add(new Row(makes(), List.of(word)));
          }
        }
        all.add(words);
      }
      return all;
    }
  }

  /** How long the text is, or what a bad step would make. */
  public record Length(String mistake) implements Step {
    public Length() {
      this("");
    }

    @Override
    public List<Field> reads() {
      return List.of(TEXT);
    }

    @Override
    public List<Field> makes() {
      return List.of(LENGTH);
    }

    @Override
    public List<List<Row>> apply(List<Row> rows, Context context) {
      if (mistake.equals("throw")) {
        throw new IllegalArgumentException("too long");
      }
      if (mistake.equals("forget")) {
        return List.of();
      }
      return rows.stream()
          .map(row -> ((String) row.get("text")).length())
          .map(length -> List.of(new Row(makes(), List.of(length))))
          .toList();
    }
  }

  /** No step. */
  public record Nothing() {}

  /** A step that is not a record. */
  public static final class Plain implements Step {
    @Override
    public List<Field> reads() {
      return List.of();
    }

    @Override
    public List<Field> makes() {
      return List.of();
    }

    @Override
    public List<List<Row>> apply(List<Row> rows, Context context) {
      return List.of();
    }
  }

  private static final String WORDS = "{class: " + Words.class.getName() + "}";
  private static final String LENGTHS = "{class: " + Length.class.getName() + "}";
  private static final String DECLARE =
      "{type: declare, target: pages, key: [key], fields: [length, text], rename: {text: word}}";

  private static String yaml(String... steps) {
    StringBuilder list = new StringBuilder();
    for (String step : steps) {
      list.append("\n      - ").append(step);
    }
    return """
    name: chained
    sources:
      documents:
        type: fake-source
        path: docs
        include: []
        process:%s
    targets:
      pages: {type: fake-target, directory: out}
    """
        .formatted(list);
  }

  private static FlowDefinition define(String... steps) {
    return new FlowFile("flow.yaml", ServiceClassPath.fakes().loader()).define(yaml(steps));
  }

  private static List<String> problems(String... steps) {
    return catchThrowableOfType(FlowProblems.class, () -> define(steps)).problems();
  }

  private static List<Row> declared(FlowDefinition flow, String key, byte[] bytes)
      throws Exception {
    List<Row> rows = new ArrayList<>();
    flow.source("documents").function().apply(new BytesItem(key, bytes), new RowsOnly(rows));
    return rows;
  }

  private record BytesItem(String key, byte[] bytes) implements Item {
    @Override
    public String text() {
      return new String(bytes, UTF_8);
    }

    @Override
    public <T extends Record> T as(Class<T> type) {
      throw new UnsupportedOperationException();
    }
  }

  private record RowItem(String key, Row row) implements Item {
    @Override
    public byte[] bytes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String text() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends Record> T as(Class<T> type) {
      return type.cast(row);
    }
  }

  private record RowsOnly(List<Row> rows) implements Context {
    @Override
    public <R extends Record> void declare(Target<R> target, R row) {
      rows.add((Row) (Record) row);
    }

    @Override
    public <I, O> O call(Memo<I, O> memo, I input) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void everyStepGetsWhatThoseBeforeItMade() throws Exception {
    FlowDefinition flow = define(WORDS, LENGTHS, DECLARE);
    assertThat(flow.target("pages").schema().key())
        .containsExactly(new Field("key", Type.of(Kind.TEXT), false));
    assertThat(flow.target("pages").schema().value())
        .containsExactly(LENGTH, new Field("word", Type.of(Kind.TEXT), false));
    assertThat(flow.source("documents").targets()).containsExactly("pages");

    List<Row> rows = declared(flow, "a", "one three".getBytes(UTF_8));
    assertThat(rows)
        .extracting(Row::values)
        .containsExactly(List.of("a", 3, "one"), List.of("a", 5, "three"));
    assertThat(flow.target("pages").rows().recordClass()).isEqualTo(Row.class);
    assertThat(declared(flow, "a", " ".getBytes(UTF_8))).isEmpty();
  }

  private static final String COLUMNS =
      "{type: columns, columns: {body: text, stock: long, note: \"text?\"}, rename: {body: text}}";
  private static final String DECLARE_COLUMNS =
      "{type: declare, target: pages, key: [key], fields: [text, length, stock, note]}";

  private static Row columns(String body, Integer stock) {
    return new Row(
        List.of(
            new Field("unread", Type.of(Kind.DATE), true),
            new Field("stock", Type.of(Kind.INT), true),
            new Field("body", Type.of(Kind.TEXT), true),
            new Field("note", Type.of(Kind.TEXT), true)),
        Arrays.asList(null, stock, body, null));
  }

  @Test
  void columnsOfARowAreFieldsOfTheChain() throws Exception {
    FlowDefinition flow = define(COLUMNS, WORDS, LENGTHS, DECLARE_COLUMNS);
    assertThat(flow.target("pages").schema().value())
        .containsExactly(
            TEXT,
            LENGTH,
            new Field("stock", Type.of(Kind.LONG), false),
            new Field("note", Type.of(Kind.TEXT), true));
    List<Row> rows = new ArrayList<>();
    ItemFunction chain = flow.source("documents").function();
    chain.apply(new RowItem("7", columns("one three", 4)), new RowsOnly(rows));
    assertThat(rows)
        .extracting(Row::values)
        .containsExactly(
            Arrays.asList("7", "one", 3, 4L, null), Arrays.asList("7", "three", 5, 4L, null));
  }

  @Test
  void columnsThatAreNotAsWrittenAreAnErrorThatSaysHow() {
    RowsOnly context = new RowsOnly(new ArrayList<>());
    ItemFunction chain = define(COLUMNS, LENGTHS, DECLARE_COLUMNS).source("documents").function();
    assertThatThrownBy(() -> chain.apply(new RowItem("7", columns("a", null)), context))
        .hasMessageStartingWith("Step 1 (columns): ")
        .hasMessageEndingWith("the column stock is null; write {stock: long?} if it may be");
    ItemFunction other =
        define(
                "{type: columns, columns: {stock: text}}",
                "{type: declare, target: pages, key: [key], fields: [stock]}")
            .source("documents")
            .function();
    assertThatThrownBy(() -> other.apply(new RowItem("7", columns("a", 4)), context))
        .hasMessageEndingWith("the column stock is int, and the step reads it as text");
    ItemFunction missing =
        define(
                "{type: columns, columns: {stok: int}}",
                "{type: declare, target: pages, key: [key], fields: [stok]}")
            .source("documents")
            .function();
    assertThatThrownBy(() -> missing.apply(new RowItem("7", columns("a", 4)), context))
        .hasMessageEndingWith("the source has no column stok, but unread, stock, body, note");

    assertThat(problems("{type: columns, columns: {a: string}}", DECLARE).get(0))
        .contains("the column a is \"string\"; write one of");
    assertThat(problems("{type: columns, columns: {length: int}}", DECLARE).get(0))
        .contains("step 2 (declare): there is no field text here; there are key, length.");
    assertThat(problems(WORDS, COLUMNS, DECLARE_COLUMNS).get(0))
        .contains("step 2 (columns): it reads the item itself, so it stands first");
  }

  @Test
  void stepsAfterADeclareHaveTheSameFields() throws Exception {
    FlowDefinition flow =
        define(
            "{type: declare, target: pages, key: [key], fields: [bytes]}",
            "{type: declare, target: pages, key: [key], fields: [bytes]}");
    assertThat(declared(flow, "a", new byte[] {(byte) 0xff})).hasSize(2);
  }

  @Test
  void everyProblemNamesTheStep() {
    assertThat(problems(LENGTHS, "{type: declare, target: pages, key: [key], fields: [vector]}"))
        .containsExactly(
            "line 9, sources.documents.process, step 2 (declare): there is no field vector here;"
                + " there are key, text, bytes, length. An earlier step must make it");
    assertThat(problems("{type: no-such}", "{class: no.Such}", DECLARE))
        .containsExactly(
            "line 8, sources.documents.process, step 1 (no-such): unknown step no-such;"
                + " known: columns, declare",
            "line 9, sources.documents.process, step 2 (no.Such): there is no class no.Such; add"
                + " the jar of a class with --jar");
    assertThat(problems("{class: " + Words.class.getName() + ", betwen: x}", DECLARE))
        .singleElement()
        .asString()
        .startsWith("line 8, sources.documents.process, step 1 (")
        .contains("unknown option betwen; did you mean between?");
    assertThat(problems("{type: declare, target: nowhere, key: [key], fields: []}"))
        .singleElement()
        .asString()
        .contains("step 1 (declare).target: unknown target nowhere; known: pages");
    assertThat(problems("words"))
        .first()
        .asString()
        .contains("step 1 (no type): expected a type and its options, found \"words\"");
  }

  @Test
  void refusesWhatIsNoStep() {
    assertThat(problems("{type: fake-copy, target: pages}", DECLARE))
        .containsExactly(
            "line 8, sources.documents.process, step 1 (fake-copy): fake-copy declares rows itself"
                + " and cannot be a step; write it alone, without a list");
    assertThat(problems("{class: " + Nothing.class.getName() + "}", DECLARE).get(0))
        .contains("is not a step; it must implement dev.freshet.api.Step");
    assertThat(problems("{class: " + Plain.class.getName() + "}", DECLARE).get(0))
        .contains("is not a record; a step's components are its options");
    assertThat(problems(WORDS).get(0)).contains("a chain ends in {type: declare");
    FlowFile file = new FlowFile("flow.yaml", ServiceClassPath.fakes().loader());
    assertThatThrownBy(() -> file.define(yaml().replace("process:", "process: " + WORDS)))
        .hasMessageContaining("is a step and declares no rows; write process as a list");
    FlowFile empty = new FlowFile("flow.yaml", ServiceClassPath.fakes().loader());
    assertThatThrownBy(() -> empty.define(yaml().replace("process:", "process: []")))
        .hasMessageContaining("a chain ends in {type: declare");
  }

  @Test
  void aTargetTakesOneKindOfRow() {
    assertThat(
            problems(
                LENGTHS, DECLARE, "{type: declare, target: pages, key: [key], fields: [text]}"))
        .singleElement()
        .asString()
        .contains("step 3 (declare): target pages takes other rows from another function");
    assertThat(problems("{type: declare, target: pages, key: [], fields: [text]}").get(0))
        .contains("key names no field");
    assertThat(problems("{type: declare, target: pages, key: [key], fields: [text, key]}").get(0))
        .contains("two fields of the row would be named key; rename one");
  }

  @Test
  void aStepThatFailsIsNamed() {
    ItemFunction throwing =
        define("{class: " + Length.class.getName() + ", mistake: throw}", DECLARE)
            .source("documents")
            .function();
    RowsOnly context = new RowsOnly(new ArrayList<>());
    Item item = new BytesItem("a", new byte[0]);
    assertThatThrownBy(() -> throwing.apply(item, context))
        .hasMessage("Step 1 (length): IllegalArgumentException: too long");
    ItemFunction forgetting =
        define("{class: " + Length.class.getName() + ", mistake: forget}", DECLARE)
            .source("documents")
            .function();
    assertThatThrownBy(() -> forgetting.apply(item, context))
        .hasMessage("Step 1 (length): gave 0 results for 1 rows");
  }

  @Test
  void theLogicChangesWithAnOptionOfAStepAndWithNothingElse() {
    String[] steps = {WORDS, LENGTHS, DECLARE};
    var code = define(steps).source("documents").code();
    assertThat(define(steps).source("documents").code()).isEqualTo(code);
    steps[0] = "{class: " + Words.class.getName() + ", between: x}";
    assertThat(define(steps).source("documents").code()).isNotEqualTo(code);
  }
}
