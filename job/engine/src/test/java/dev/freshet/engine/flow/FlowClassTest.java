package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Source;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FlowClassTest {
  private static final FakeSource DOCS = new FakeSource("docs", List.of("*"));
  private static final ClassLoader LOADER = ServiceClassPath.fakes().loader();

  /** Copies documents to pages. */
  public static class Copies implements Flow {
    @Override
    public String name() {
      return "copies";
    }

    @Override
    public void define(FlowBuilder flow) {
      Source documents =
          flow.source("documents", DOCS).refreshEvery(Duration.ofSeconds(5)).watch().concurrency(7);
      Target<Copy.Page> pages =
          flow.target("pages", new FakeTarget("out"), Copy.Page.class).managedByUser().shared();
      flow.forEach(
          documents,
          (document, context) ->
              context.declare(pages, new Copy.Page(document.key(), document.text())));
    }
  }

  /** The same for any directory. */
  public record CopiesOf(String directory, int copies) implements Flow {
    public CopiesOf() {
      this("docs", 1);
    }

    @Override
    public String name() {
      return "copies-of-" + directory;
    }

    @Override
    public void define(FlowBuilder flow) {
      Target<Copy.Page> pages = flow.target("pages", new FakeTarget("out"), Copy.Page.class);
      flow.forEach(
          flow.source("documents", new FakeSource(directory, List.of("*"))), new Copy(pages));
    }
  }

  /** A parameter without a default. */
  public record Demanding(String directory) implements Flow {
    @Override
    public String name() {
      return "demanding";
    }

    @Override
    public void define(FlowBuilder flow) {}
  }

  /** Does in define what a test says. */
  public static class Scripted implements Flow {
    static Consumer<FlowBuilder> script = flow -> {};
    static @Nullable String name = "scripted";

    @Override
    @SuppressWarnings("NullAway")
    public String name() {
      return name;
    }

    @Override
    public void define(FlowBuilder flow) {
      script.accept(flow);
    }
  }

  /** Cannot be made. */
  public static class Failing extends Copies {
    public Failing() {
      throw new IllegalStateException("not today");
    }
  }

  static class Hidden extends Copies {}

  private record NoKey(String text) {}

  private record BadRow(@Key String id, Thread thread, float[] vector) {}

  private record TwoKeys(@Key String a, @Key String b, String text) {}

  private record Vector(@Key String id, @Dimensions(2) float[] vector) {}

  private record UnknownSpec(String path) implements SourceSpec {}

  @Test
  void definesAFlowByItsClassName() {
    FlowDefinition flow = load(Copies.class).definition();

    SourceDefinition source = flow.source("documents");
    assertThat(flow.name()).isEqualTo("copies");
    assertThat(source.refreshInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(source.watch()).isTrue();
    assertThat(source.concurrency()).isEqualTo(7);
    assertThat(source.targets()).containsExactly("pages");
    assertThat(flow.target("pages").managedByUser()).isTrue();
    assertThat(flow.target("pages").shared()).isTrue();
    assertThat(source.setup(Duration.ofSeconds(1)).spec()).isEqualTo(DOCS);
    assertThat(flow.target("pages").setup(Duration.ofSeconds(1)).schema().key()).hasSize(1);
  }

  @Test
  void aWorkerBuildsTheSameFlowFromTheReference() throws Exception {
    for (Flow flow : List.of(new Copies(), new CopiesOf("elsewhere", 2))) {
      LoadedFlow loaded = Flows.load(flow, LOADER);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      new ObjectOutputStream(bytes).writeObject(loaded.reference());
      FlowReference arrived =
          (FlowReference)
              new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
      FlowDefinition again = arrived.define(LOADER);

      assertThat(again.name()).isEqualTo(flow.name());
      assertThat(again.source("documents").spec())
          .isEqualTo(loaded.definition().source("documents").spec());
      assertThat(again.source("documents").code())
          .isEqualTo(loaded.definition().source("documents").code());
    }
  }

  @Test
  void takesParametersFromTheConstructorThatSetsTheirDefaults() {
    assertThat(load(CopiesOf.class).definition().name()).isEqualTo("copies-of-docs");
  }

  @Test
  void refusesClassesThatCannotBeAFlow() {
    assertThatThrownBy(() -> Flows.load("no.such.Flow", LOADER))
        .hasMessage(
            "There is neither a flow file nor a class no.such.Flow; add the jar of a class with"
                + " --jar");
    assertThatThrownBy(() -> Flows.load("java.lang.String", LOADER))
        .hasMessage("Class java.lang.String is not a flow; it must implement dev.freshet.api.Flow");
    assertThatThrownBy(() -> load(Demanding.class))
        .hasMessageEndingWith(
            "Demanding has no public constructor without parameters; add one that sets its"
                + " parameters' defaults");
    assertThatThrownBy(() -> load(Failing.class))
        .isInstanceOf(FlowProblems.class)
        .hasMessageEndingWith("Failing failed with IllegalStateException: not today");
    assertThatThrownBy(() -> load(Hidden.class))
        .hasMessageEndingWith("it must be a public class that is not abstract");
  }

  @Test
  void findsANestedClassByItsNameInSource() {
    assertThat(Flows.load(Copies.class.getCanonicalName(), LOADER).definition().name())
        .isEqualTo("copies");
  }

  @Test
  void gathersTheProblemsOfAFlow() {
    assertThat(
            problems(
                flow -> {
                  flow.target("bad name", new FakeTarget("a"), Copy.Page.class);
                  flow.target("twice", new FakeTarget("b"), Copy.Page.class);
                  Target<Copy.Page> pages =
                      flow.target("twice", new FakeTarget("c"), Copy.Page.class);
                  Source none = flow.source("none", DOCS);
                  flow.forEach(
                      flow.source("documents", DOCS)
                          .concurrency(0)
                          .refreshEvery(Duration.ofSeconds(-1)),
                      new Copy(pages));
                  flow.source("unknown", new UnknownSpec("x"));
                  flow.forEach(flow.source("several", DOCS), new Copy(pages));
                  flow.forEach(none, new Copy(pages));
                  flow.forEach(none, new Copy(pages));
                }))
        .containsExactly(
            "target bad name: the name \"bad name\" cannot be used; a name has at most 100 letters,"
                + " digits, - _ and . and begins with a letter or digit",
            "target twice: declared twice; give the second another name",
            "source unknown: no function; say what its items declare with flow.forEach",
            "source none: 2 functions; a source has exactly one, which may declare to several"
                + " targets",
            "source documents: concurrency must be at least 1, found 0",
            "source documents: the refresh interval must be longer than zero, found PT-1S");
  }

  @Test
  void saysWhichLineRegistersAConnector() {
    assertThat(problems(flow -> flow.forEach(flow.source("a", new UnknownSpec("x")), (i, c) -> {})))
        .singleElement()
        .asString()
        .isEqualTo(
            "source a: no connector takes dev.freshet.engine.flow.FlowClassTest$UnknownSpec; name"
                + " its SourceConnector in a line of"
                + " META-INF/services/dev.freshet.api.SourceConnector, such as"
                + " dev.freshet.engine.flow.FlowClassTest$UnknownSpecConnector");
  }

  @Test
  void refusesRowsThatDoNotFit() {
    assertThat(
            problems(
                flow -> {
                  flow.target("no-key", new FakeTarget("a"), NoKey.class);
                  flow.target("bad", new FakeTarget("b"), BadRow.class);
                  flow.target("two", new FakeTarget("c"), TwoKeys.class);
                  flow.target("vector", new FakeTarget("d"), Vector.class);
                  flow.forEach(flow.source("s", DOCS), (item, context) -> {});
                }))
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .isEqualTo(
                        "target no-key: its rows dev.freshet.engine.flow.FlowClassTest$NoKey have"
                            + " no key; mark at least one component @Key"),
            p -> assertThat(p).startsWith("target bad: BadRow.thread: java.lang.Thread is not"),
            p -> assertThat(p).startsWith("target bad: BadRow.vector: float[] is not supported"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "target two: the connector fake-target takes one key component of type"
                            + " String, the row's key is [a text, b text]"));
  }

  @Test
  void refusesSourcesAndTargetsOfAnotherFlow() {
    List<Object> kept = new java.util.ArrayList<>();
    problems(
        flow -> {
          kept.add(flow.source("s", DOCS));
          kept.add(flow.target("foreign", new FakeTarget("a"), Copy.Page.class));
          flow.target("bad name", new FakeTarget("b"), Copy.Page.class);
        });
    @SuppressWarnings("unchecked")
    Target<Copy.Page> foreign = (Target<Copy.Page>) kept.get(1);

    assertThat(
            problems(
                flow -> {
                  flow.forEach((Source) kept.get(0), (item, context) -> {});
                  flow.forEach(flow.source("mine", DOCS), new Copy(foreign));
                }))
        .containsExactly(
            "forEach: source s was not declared by this flow; give what flow.source returned",
            "source mine: the component target of dev.freshet.engine.flow.Copy is target foreign of"
                + " another flow; use a target of this flow");
    assertThatThrownBy(foreign::shared).isInstanceOf(IllegalStateException.class);
    FlowDefinition other = load(Copies.class).definition();
    assertThatThrownBy(() -> other.target(foreign))
        .hasMessage(
            "target foreign is not a target of flow copies; use what flow.target(...) returned");
  }

  @Test
  void wrapsWhatTheFlowItselfThrows() {
    FlowProblems thrown =
        thrownBy(
            flow -> {
              flow.source("bad name", DOCS);
              throw new NoClassDefFoundError("org/acme/Parser");
            });

    assertThat(thrown.problems())
        .contains("flow scripted: define() failed with NoClassDefFoundError: org/acme/Parser")
        .hasSize(2);
    assertThat(thrown).hasCauseInstanceOf(NoClassDefFoundError.class);
    assertThat(problems(flow -> {}))
        .containsExactly("flow scripted: no source; declare at least one");
  }

  @Test
  void refusesAFlowWithoutAName() {
    Scripted.name = null;
    try {
      assertThat(problems(flow -> flow.forEach(flow.source("s", DOCS), (i, c) -> {})))
          .containsExactly("name: name() returned null; every flow has a name");
    } finally {
      Scripted.name = "scripted";
    }
  }

  private static List<String> problems(Consumer<FlowBuilder> script) {
    return thrownBy(script).problems();
  }

  private static FlowProblems thrownBy(Consumer<FlowBuilder> script) {
    Scripted.script = script;
    return catchThrowableOfType(FlowProblems.class, () -> load(Scripted.class));
  }

  private static LoadedFlow load(Class<? extends Flow> type) {
    return Flows.load(type.getName(), LOADER);
  }
}
