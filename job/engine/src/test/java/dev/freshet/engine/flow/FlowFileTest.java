package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Secret;
import dev.freshet.api.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowFileTest {
  private static final String GOOD =
      """
      name: copies
      sources:
        documents:
          type: fake-source
          path: docs
          include: ["**/*.md"]
          refresh-interval: 5s
          process: {type: fake-copy, target: pages}
      targets:
        pages: {type: fake-target, directory: out, extension: .html}
      """;

  /** Rows of its own, in two targets. */
  public record Split(Target<Other> left, Target<Copy.Page> right) implements ItemFunction {
    @Override
    public void apply(Item item, Context context) {}
  }

  /** Another type of row. */
  public record Other(@Key String id, int size) {}

  /** Cannot declare anything. */
  public static final class Mute implements ItemFunction {
    @Override
    public void apply(Item item, Context context) {}
  }

  @Test
  void bindsTheFlowOfTheGuide() {
    FlowDefinition flow = define(GOOD);

    assertThat(flow.name()).isEqualTo("copies");
    SourceDefinition source = flow.source("documents");
    assertThat(source.type()).isEqualTo("fake-source");
    assertThat(source.spec()).isEqualTo(new FakeSource("docs", List.of("**/*.md")));
    assertThat(source.refreshInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(source.watch()).isFalse();
    assertThat(source.concurrency()).isEqualTo(32);
    assertThat(source.targets()).containsExactly("pages");
    TargetDefinition<?> target = flow.target("pages");
    assertThat(target.spec()).isEqualTo(new FakeTarget("out", ".html"));
    assertThat(target.rows().recordClass()).isEqualTo(Copy.Page.class);
    Copy function = (Copy) source.function();
    assertThat(flow.target(function.target())).isSameAs(target);
  }

  @Test
  void bindsOptionsOfEveryTypeAndTakesTheOthersFromTheShortestConstructor() {
    FlowDefinition flow =
        define(
            GOOD.replace(
                    "path: docs",
                    """
                path: 1.10
                    max-file-size: 64KiB
                    follow-links: true
                    mode: step-by-step
                    password: env:PASSWORD
                    retry: {times: 7}
                    weights: {a: 1, b: 2}
                    watch: true
                    concurrency: 4""")
                .replace("extension: .html", "managed-by-user: true, shared: true"));

    SourceDefinition source = flow.source("documents");
    assertThat(source.spec())
        .isEqualTo(
            new FakeSource(
                "1.10",
                List.of("**/*.md"),
                65_536L,
                true,
                FakeSource.Mode.STEP_BY_STEP,
                Duration.ofSeconds(3),
                new Secret("env:PASSWORD"),
                new FakeSource.Retry(7, 2.0),
                Map.of("a", 1, "b", 2)));
    assertThat(source.watch()).isTrue();
    assertThat(source.concurrency()).isEqualTo(4);
    assertThat(flow.target("pages").managedByUser()).isTrue();
    assertThat(flow.target("pages").shared()).isTrue();
    assertThat(flow.target("pages").spec()).isEqualTo(new FakeTarget("out"));
  }

  @Test
  void reportsAllProblemsOfAFileWithTheirLines() {
    assertThat(
            problems(
                """
                name: my copies
                owner: me
                sources:
                  documents:
                    type: fake-source
                    path: docs
                    include: "**/*.md"
                    maxFileSize: 5
                    follow-links: yes
                    patience: soon
                    password: hunter2
                    mode: sometimes
                    concurrency: 0
                    refresh-interval: 0s
                    retry: {times: -1}
                    process: {type: fake-copi, target: pages}
                  others:
                    type: fake-sauce
                    process: {type: fake-copy, target: pags}
                targets:
                  pages: {type: fake-target, extension: .html}
                """))
        .containsExactly(
            "line 1, name: the name \"my copies\" cannot be used; a name has at most 100 letters,"
                + " digits, - _ and . and begins with a letter or digit",
            "line 2, owner: unknown key owner; known: name, sources, targets",
            "line 4, source documents: concurrency must be at least 1, found 0",
            "line 4, source documents: the refresh interval must be longer than zero, found PT0S",
            "line 7, sources.documents.include: expected a list, each element a text, found"
                + " \"**/*.md\"",
            "line 8, sources.documents.maxFileSize: unknown option maxFileSize; did you mean"
                + " max-file-size? Known: path, include, max-file-size, follow-links, mode,"
                + " patience, password, retry, weights, concurrency, process, refresh-interval,"
                + " removal-guard, type, watch (fake-source)",
            "line 9, sources.documents.follow-links: expected true or false, found \"yes\"",
            "line 10, sources.documents.patience: expected a duration such as 200ms, 5s, 1m or 2h,"
                + " found \"soon\"",
            "line 11, sources.documents.password: A secret is written as a reference, env:NAME or"
                + " file:/path, never as the value itself",
            "line 12, sources.documents.mode: expected one of all-at-once, step-by-step, found"
                + " \"sometimes\"",
            "line 15, sources.documents.retry: times must not be negative, found -1",
            "line 16, sources.documents.process: unknown function type fake-copi; did you mean"
                + " fake-copy? Known: fake-copy",
            "line 18, sources.others: unknown source type fake-sauce; did you mean fake-source?"
                + " Known: fake-source",
            "line 19, sources.others.process.target: unknown target pags; did you mean pages?"
                + " Known: pages",
            "line 21, targets.pages: the option directory is missing; it is a text");
  }

  @Test
  void reportsWhatTheConnectorRefusesBesideOtherProblems() {
    assertThat(
            problems(
                GOOD.replace("path: docs", "path: refuse")
                    .replace("directory: out", "directory: broken")))
        .containsExactly(
            "line 3, source documents: the path refuse is refused; use another",
            "line 10, target pages: persistentKey of the connector fake-target failed with"
                + " IllegalStateException: out of order");
  }

  @Test
  void refusesKeysWrittenTwice() {
    assertThat(problems(GOOD.replace("path: docs", "path: docs\n    path: other")))
        .containsExactly("line 6, sources.documents.path: written twice, first in line 5");
  }

  @Test
  void refusesAliasesTagsAndSecondDocuments() {
    assertThat(
            problems(
                GOOD.replace("path: docs", "path: &here docs\n    mode: *here")
                    + "---\nname: second\n"))
        .anyMatch(p -> p.startsWith("line 6, sources.documents.mode: found the alias *here;"))
        .contains("line 13, flow.yaml: a flow file holds one document; this is the second");
  }

  @Test
  void saysWhereYamlIsMalformed() {
    assertThatThrownBy(() -> define("name: x\nsources: [a\ntargets: b\n"))
        .isInstanceOf(FlowProblems.class)
        .hasMessage(
            "flow.yaml is not valid YAML: line 3, column 8: expected ',' or ']', but got :");
    assertThatThrownBy(() -> define("name: x\n\tsources: y\n"))
        .hasMessageStartingWith("flow.yaml is not valid YAML: line 2, column 1: found character");
    assertThatThrownBy(() -> define("name: \u0007\n"))
        .hasMessageStartingWith("flow.yaml is not valid YAML: line 1, column ");
  }

  @Test
  void saysWhatAFlowFileHolds() {
    assertThatThrownBy(() -> define(""))
        .hasMessage("flow.yaml is not a flow: expected name, sources and targets, found nothing");
    assertThat(problems("sources: {a: }\n"))
        .containsExactly(
            "line 1, name: missing; it names the flow's state",
            "line 1, targets: missing; list the flow's targets by name",
            "line 1, sources.a: expected a type and its options, found nothing");
  }

  @Test
  void takesAUsersFunctionByItsClass() {
    FlowDefinition flow =
        define(
            GOOD.replace(
                    "{type: fake-copy, target: pages}",
                    "{class: dev.freshet.engine.flow.FlowFileTest.Split, left: sizes, right: pages}")
                + "  sizes: {type: fake-target, directory: sizes}\n");

    assertThat(flow.target("sizes").rows().recordClass()).isEqualTo(Other.class);
    assertThat(flow.source("documents").targets()).containsExactly("pages", "sizes");
    assertThat(flow.targets()).extracting(TargetDefinition::name).containsExactly("pages", "sizes");
  }

  @Test
  void refusesFunctionsThatCannotWork() {
    assertThat(process("{class: " + Mute.class.getName() + "}"))
        .singleElement()
        .asString()
        .endsWith(
            "Mute has no target, so it can declare no row; make it a record with a component of"
                + " type Target<...>");
    assertThat(process("{class: java.lang.String}"))
        .containsExactly(
            "line 8, sources.documents.process: class java.lang.String is not an item function; it"
                + " must implement dev.freshet.api.ItemFunction");
    assertThat(process("{class: no.Such}"))
        .containsExactly(
            "line 8, sources.documents.process: there is no class no.Such; add the jar of a"
                + " class with --jar");
    assertThat(process("{target: pages}"))
        .containsExactly(
            "line 8, sources.documents.process: expected the name of a function, as either type"
                + " or class");
    assertThat(process("fake-copy"))
        .containsExactly(
            "line 8, sources.documents.process: found \"fake-copy\"; write the function that runs"
                + " for every item, as {type: ...} or {class: ...}, and its options, or a list of steps");
    assertThat(process("{type: fake-copy, target: pages, uppercase: true}"))
        .containsExactly(
            "line 8, sources.documents.process.uppercase: unknown option uppercase; did you mean"
                + " upper-case? Known: target, upper-case, type (fake-copy)");
  }

  @Test
  void refusesTwoTypesOfRowsInOneTarget() {
    assertThat(
            problems(
                GOOD.replace(
                    "{type: fake-copy, target: pages}",
                    "{class: " + Split.class.getName() + ", left: pages, right: pages}")))
        .singleElement()
        .asString()
        .startsWith("line 8, sources.documents.process.right: target pages takes rows of ");
  }

  @Test
  void refusesATargetThatNoFunctionNames() {
    assertThat(problems(GOOD + "  lonely: {type: fake-target, directory: l}\n"))
        .containsExactly(
            "line 11, target lonely: no process of a source names it, so the type of its rows is"
                + " not known; name it in one or remove it");
  }

  @Test
  void refusesTwoTargetsInOnePlace() {
    assertThat(
            problems(
                GOOD.replace(
                        "{type: fake-copy, target: pages}",
                        "{class: " + Split.class.getName() + ", left: sizes, right: pages}")
                    + "  sizes: {type: fake-target, directory: out}\n"))
        .containsExactly(
            "line 11, target sizes: the same place as target pages (out); declare it once");
  }

  private static List<String> process(String process) {
    return problems(GOOD.replace("{type: fake-copy, target: pages}", process));
  }

  private static List<String> problems(String text) {
    return catchThrowableOfType(FlowProblems.class, () -> define(text)).problems();
  }

  private static FlowDefinition define(String text) {
    return new FlowFile("flow.yaml", ServiceClassPath.fakes().loader()).define(text);
  }

  private static String guarded(String guard) {
    return GOOD.replace("refresh-interval: 5s", "removal-guard: " + guard);
  }

  @Test
  void aSourceSaysHowManyItemsMayGoAtOnce() {
    assertThat(define(GOOD).source("documents").removals()).isEqualTo(RemovalLimit.DEFAULT);
    assertThat(define(guarded("{fraction: 0.8, fewest: 20}")).source("documents").removals())
        .isEqualTo(new RemovalLimit(0.8, 20, true));
    assertThat(define(guarded("{fewest: 5}")).source("documents").removals())
        .isEqualTo(new RemovalLimit(0.5, 5, true));
    assertThat(define(guarded("off")).source("documents").removals()).isEqualTo(RemovalLimit.NONE);
  }

  @Test
  void aRemovalGuardThatCannotBeIsAProblem() {
    assertThatThrownBy(() -> define(guarded("{fraction: 1.5, fewest: 0}")))
        .hasMessageContaining(
            "the removal guard's fraction must be over 0 and at most 1, found 1.5")
        .hasMessageContaining("the removal guard's fewest must be at least 1, found 0");
    assertThatThrownBy(() -> define(guarded("never"))).hasMessageContaining("removal-guard");
    assertThatThrownBy(() -> define(guarded("{most: 1}"))).hasMessageContaining("fraction, fewest");
  }
}
