package dev.freshet.engine.flow;

import static dev.freshet.engine.flow.CompiledFlow.code;
import static dev.freshet.engine.flow.CompiledFlow.compile;
import static dev.freshet.engine.flow.CompiledFlow.flow;
import static dev.freshet.engine.flow.CompiledFlow.jar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogicFingerprintTest {
  private static final String LAMBDA =
      "flow.forEach(s, (item, context) -> context.declare(pages,"
          + " new Copy.Page(item.key(), %s)));";
  private static final String HELPER =
      "class Helper { static String twice(String text) { return Other.once(text) + text; } }";
  private static final String OTHER = "class Other { static String once(String t) { return t; } }";

  private final Path directory;

  LogicFingerprintTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void isTheSameForTheSameSourceCompiledAgain() throws Exception {
    assertThat(lambda("item.text()")).isEqualTo(lambda("item.text()"));
  }

  @Test
  void ignoresCommentsAndLayout() throws Exception {
    String source = flow(LAMBDA.formatted("Helper.twice(item.text())"));
    String edited =
        "// A comment.\n\n" + source.replace("new Copy", "\n /* another\n */ new\n  Copy");

    assertThat(code(directory, edited, HELPER, OTHER.replace("{ return", "{\n\n  return")))
        .isEqualTo(code(directory, source, HELPER, OTHER));
  }

  @Test
  void changesWithAConstant() throws Exception {
    assertThat(lambda("\"a\" + item.text()")).isNotEqualTo(lambda("\"b\" + item.text()"));
  }

  @Test
  void changesWithAHelperOfAHelper() throws Exception {
    String source = flow(LAMBDA.formatted("Helper.twice(item.text())"));

    assertThat(code(directory, source, HELPER, OTHER.replace("return t", "return t + t")))
        .isNotEqualTo(code(directory, source, HELPER, OTHER));
  }

  @Test
  void doesNotChangeWithAClassItDoesNotReferTo() throws Exception {
    String source = flow(LAMBDA.formatted("item.text()"));

    assertThat(code(directory, source, "class Stranger {}"))
        .isEqualTo(code(directory, source, "class Stranger { int x; }"));
  }

  @Test
  void followsTheCodeOfItsOwnJarOnly() throws Exception {
    String source = flow(LAMBDA.formatted("Helper.twice(item.text())"));
    Path first = compile(directory, source, HELPER, OTHER);
    Path second = compile(directory, source, HELPER, OTHER.replace("return t", "return t + t"));

    assertThat(codeOf(jar(first, ""))).isNotEqualTo(codeOf(jar(second, "")));
    assertThat(codeOf(jar(first, "The"), jar(first, "H"), jar(first, "O")))
        .isEqualTo(codeOf(jar(second, "The"), jar(second, "H"), jar(second, "O")));
  }

  @Test
  void changesWithACapturedValueButNotFromRunToRun() throws Exception {
    assertThat(captured("List.of(1, 2)")).isEqualTo(captured("List.of(1, 2)"));
    assertThat(captured("List.of(1, 2)")).isNotEqualTo(captured("List.of(2, 1)"));
  }

  @Test
  void changesWithCodeThatACapturedObjectBrings() throws Exception {
    String source =
        flow("Function<String, String> f = new Shout(3);" + LAMBDA.formatted("f.apply(\"\")"));
    String shout =
        "class Shout implements Function<String, String> { final int times;"
            + " Shout(int times) { this.times = times; }"
            + " public String apply(String text) { return text + \"!\"; } }";

    Fingerprint before = code(directory, source, shout);

    assertThat(code(directory, source, shout)).isEqualTo(before);
    assertThat(code(directory, source, shout.replace("!", "?"))).isNotEqualTo(before);
    assertThat(code(directory, source.replace("Shout(3)", "Shout(4)"), shout)).isNotEqualTo(before);
  }

  @Test
  void seesThroughMethodReferencesAndAnonymousClasses() throws Exception {
    String reference = flow("Helper h = new Helper(\"%s\", pages); flow.forEach(s, h::run);");
    String helper =
        "record Helper(String prefix, Target<Copy.Page> pages) {"
            + " void run(Item i, Context c) { c.declare(pages, new Copy.Page(i.key(), prefix)); } }";
    String anonymous =
        flow(
            "String prefix = new String(\"%s\"); flow.forEach(s, new ItemFunction() { public void"
                + " apply(Item i, Context c) { c.declare(pages, new Copy.Page(i.key(), prefix)); }"
                + " });");

    assertThat(code(directory, reference.formatted("a"), helper))
        .isNotEqualTo(code(directory, reference.formatted("b"), helper));
    assertThat(code(directory, anonymous.formatted("a")))
        .isNotEqualTo(code(directory, anonymous.formatted("b")));
    assertThat(CompiledFlow.load(compile(directory, anonymous)).source("s").targets())
        .containsExactly("pages");
  }

  @Test
  void tellsLambdasApartByTheParametersThatChooseThem() throws Exception {
    String record =
        """
        public record TheFlow(boolean loud) implements Flow {
          public TheFlow() { this(%s); }
          public String name() { return "the-flow"; }
          public void define(FlowBuilder flow) {
            var pages = flow.target("pages", new FakeTarget("out"), Copy.Page.class);
            ItemFunction one = (i, c) -> c.declare(pages, new Copy.Page(i.key(), "one"));
            ItemFunction two = (i, c) -> c.declare(pages, new Copy.Page(i.key(), "two"));
            flow.forEach(flow.source("s", new FakeSource("d", List.of())), loud ? one : two);
          }
        }
        """;
    Path classes = compile(directory, record.formatted("true"));
    FlowDefinition loud = CompiledFlow.load(classes);
    FlowReference quiet =
        new FlowReference(FlowReference.Kind.JAVA, "app.TheFlow", "{\"loud\": false}");
    ClassLoader loader =
        ServiceClassPath.fakes().loader(loud.source("s").function().getClass().getClassLoader());

    assertThat(quiet.define(loader).source("s").code()).isNotEqualTo(loud.source("s").code());
  }

  @Test
  void aVersionStandsForTheCodeOfAClass() throws Exception {
    String source = flow("flow.forEach(s, new Fn(pages, %s));");
    String function =
        "@LogicVersion(\"%s\") record Fn(Target<Copy.Page> pages, int size) implements ItemFunction {"
            + " public void apply(Item i, Context c) { c.declare(pages, new Copy.Page(\"%s\", \"\"));"
            + " } }";
    Fingerprint before = code(directory, source.formatted(1), function.formatted("1", "a"));

    assertThat(code(directory, source.formatted(1), function.formatted("1", "b")))
        .isEqualTo(before);
    assertThat(code(directory, source.formatted(1), function.formatted("2", "a")))
        .isNotEqualTo(before);
    assertThat(code(directory, source.formatted(2), function.formatted("1", "a")))
        .isNotEqualTo(before);
  }

  @Test
  void aVersionOfAHelperIsNotFollowed() throws Exception {
    String source = flow(LAMBDA.formatted("Helper.twice(item.text())"));
    String versioned = "@LogicVersion(\"1\") " + HELPER;
    Fingerprint before = code(directory, source, versioned, OTHER);

    assertThat(code(directory, source, versioned, OTHER.replace("return t", "return t + t")))
        .isEqualTo(before);
    assertThat(code(directory, source, versioned.replace("\"1\"", "\"2\""), OTHER))
        .isNotEqualTo(before);
  }

  @Test
  void changesWithTheTypeOfRows() throws Exception {
    String source =
        flow("flow.forEach(s, new Fn(flow.target(\"r\", new FakeTarget(\"r\"), R.class)));");
    String function =
        "@LogicVersion(\"1\") record Fn(Target<R> rows) implements ItemFunction {"
            + " public void apply(Item i, Context c) {} }";

    assertThat(code(directory, source, function, "record R(@Key String id, int a) {}"))
        .isNotEqualTo(code(directory, source, function, "record R(@Key String id, long a) {}"));
  }

  @Test
  void refusesWhatItCannotSeeInto() throws Exception {
    Path classes =
        compile(directory, flow("var random = new Random();" + LAMBDA.formatted("\"\" + random")));

    assertThatThrownBy(() -> CompiledFlow.load(classes))
        .hasMessage(
            "Flow app.TheFlow: source s: a captured value is a java.util.Random, and a change of"
                + " what is in it would not be seen; create it inside the function from options that"
                + " are text, numbers or records, or wrap it in a class of yours marked"
                + " @LogicVersion");
  }

  @Test
  void takesAnythingInAClassWithAVersion() throws Exception {
    String source = flow("var dice = new Dice();" + LAMBDA.formatted("\"\" + dice"));
    String dice = "@LogicVersion(\"%s\") class Dice { Random random = new Random(); }";

    assertThat(code(directory, source, dice.formatted("1")))
        .isEqualTo(code(directory, source, dice.formatted("1")))
        .isNotEqualTo(code(directory, source, dice.formatted("2")));
  }

  @Test
  void writesAnObjectThatHoldsItself() throws Exception {
    String source = flow("var ring = new Ring();" + LAMBDA.formatted("\"\" + ring"));
    String ring =
        "class Ring { Ring next = this; List<Object> all = new ArrayList<>(List.of(this)); }";

    assertThat(code(directory, source, ring)).isEqualTo(code(directory, source, ring));
  }

  private Fingerprint lambda(String text) throws IOException {
    return code(directory, flow(LAMBDA.formatted(text)));
  }

  /** Of a lambda whose own code is the same for every value. */
  private Fingerprint captured(String value) throws IOException {
    String source = flow("Object v = Value.get();" + LAMBDA.formatted("\"\" + v"));
    return code(
        directory,
        source,
        "@LogicVersion(\"1\") class Value { static Object get() { return " + value + "; } }");
  }

  private static Fingerprint codeOf(Path... jars) throws IOException {
    return CompiledFlow.load(Arrays.copyOf(jars, jars.length)).source("s").code();
  }
}
