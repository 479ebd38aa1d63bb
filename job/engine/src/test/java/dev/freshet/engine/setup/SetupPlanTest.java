package dev.freshet.engine.setup;

import static dev.freshet.engine.setup.Examples.DOCUMENTS;
import static dev.freshet.engine.setup.Examples.folder;
import static dev.freshet.engine.setup.Examples.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.setup.Examples.Declaration;
import dev.freshet.engine.setup.Examples.ExampleConnectors;
import dev.freshet.engine.setup.SetupStep.Alter;
import dev.freshet.engine.setup.SetupStep.AlterSource;
import dev.freshet.engine.setup.SetupStep.Create;
import dev.freshet.engine.setup.SetupStep.CreateSource;
import dev.freshet.engine.setup.SetupStep.Drop;
import dev.freshet.engine.setup.SetupStep.DropSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SetupPlanTest {
  private static final Declaration PAGES = table("pages", "output");
  private static final Declaration FILES = folder("pages", "output");

  private final Connectors connectors = new ExampleConnectors();
  private SetupState state = SetupState.empty();

  @Test
  void createsWhatIsNewAndThenLeavesItAlone() throws Exception {
    SetupPlan plan = run(PAGES);

    assertThat(plan.steps()).containsExactly(new Create(1, PAGES.target()));
    assertThat(plan.describe()).containsExactly("+ pages: create table output");
    assertThat(plan.needsConsent()).isFalse();
    assertThat(plan(PAGES).changes(state)).isFalse();
    assertThat(plan(PAGES).describe()).isEmpty();
  }

  @Test
  void altersInPlaceWhereRowsStayRight() throws Exception {
    run(PAGES);
    SetupPlan plan = run(PAGES.compatible("index"));

    assertThat(plan.steps())
        .containsExactly(new Alter(1, PAGES.target(), PAGES.compatible("index").target()));
    assertThat(plan.describe()).containsExactly("~ pages: alter table output");
    assertThat(revision("pages")).isEqualTo(1);
  }

  @Test
  void raisesTheRevisionAndKeepsTheGenerationWhereRowsAreRewritten() throws Exception {
    run(PAGES);
    SetupPlan plan = run(PAGES.rewritten("upper case"));

    assertThat(plan.steps()).hasSize(1).first().isInstanceOf(Alter.class);
    assertThat(plan.describe())
        .containsExactly(
            "~ pages: alter table output", "~ pages: write all rows of table output again");
    assertThat(revision("pages")).isEqualTo(2);
    assertThat(state.liveGenerations()).containsExactly(1);
  }

  @Test
  void recreatesUnderTheNextGeneration() throws Exception {
    run(PAGES);
    SetupPlan plan = run(PAGES.recreated("partitions"));

    assertThat(plan.steps())
        .containsExactly(
            new Drop(1, PAGES.target()), new Create(2, PAGES.recreated("partitions").target()));
    assertThat(plan.needsConsent()).isTrue();
    assertThat(state.liveGenerations()).containsExactly(2);
  }

  @Test
  void recreatesWhenTheKeyChangesWhateverTheConnectorSays() throws Exception {
    run(PAGES);

    assertThat(run(PAGES.keyedBy("path")).steps())
        .containsExactly(
            new Drop(1, PAGES.target()), new Create(2, PAGES.keyedBy("path").target()));
  }

  @Test
  void followsATargetToAnotherPlaceByDroppingAndCreating() throws Exception {
    run(PAGES);
    Declaration elsewhere = table("pages", "elsewhere");

    assertThat(run(elsewhere).steps())
        .containsExactly(new Drop(1, PAGES.target()), new Create(2, elsewhere.target()));
  }

  @Test
  void knowsATargetByItsPlaceAndNotByItsName() throws Exception {
    run(PAGES, table("people", "census"));
    SetupPlan plan = run(table("people", "output"), table("pages", "census"));

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.describe()).contains("~ people: take over table output from pages");
    assertThat(state.target("people").orElseThrow().generation()).isEqualTo(1);
  }

  @Test
  void refusesTwoTargetsInOnePlace() {
    assertThatThrownBy(() -> plan(PAGES, PAGES.called("sites")))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("pages and sites both write to table output");
  }

  @Test
  void deletesRowsBeforeItDropsWhatADropWouldLeaveFull() throws Exception {
    run(FILES);
    SetupPlan plan = run();

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.describe())
        .containsExactly("- pages: drop folder output (its rows are deleted first)");
    assertThat(plan.needsConsent()).isTrue();
    assertThat(state.leavingGenerations()).containsExactly(1);
    assertThat(plan().needsConsent()).as("once was enough").isFalse();

    assertThat(forgetLeaving().steps()).containsExactly(new Drop(1, FILES.target()));
    assertThat(state.targets()).isEmpty();
    assertThat(state.nextGeneration()).isEqualTo(2);
  }

  @Test
  void letsTheNextIncarnationWaitUntilTheRowsOfTheLastAreDeleted() throws Exception {
    run(FILES);
    SetupPlan plan = run(FILES.recreated(".htm"));

    assertThat(plan.waiting()).containsExactly("pages");
    assertThat(plan.steps()).isEmpty();
    assertThat(state.target("pages")).isEmpty();
    assertThat(state.targetOfGeneration(1).orElseThrow().setup()).isEqualTo(FILES.target());

    forgetLeaving();
    assertThat(run(FILES.recreated(".htm")).steps())
        .containsExactly(new Create(2, FILES.recreated(".htm").target()));
  }

  @Test
  void takesBackATargetWhoseRowsWereBeingDeleted() throws Exception {
    run(FILES);
    run();

    assertThat(run(FILES).steps()).isEmpty();
    assertThat(state.target("pages").orElseThrow().generation()).isEqualTo(1);
  }

  @Test
  void neverTouchesAStructureThatTheUserManages() throws Exception {
    Declaration managed = PAGES.managedByUser();

    assertThat(run(managed).steps()).isEmpty();
    assertThat(run(managed.compatible("index")).steps()).isEmpty();
    assertThat(run(managed.rewritten("upper case")).steps()).isEmpty();
    assertThat(revision("pages")).isEqualTo(2);
    assertThat(run().steps()).isEmpty();
    assertThat(state.leavingGenerations()).containsExactly(1);
    assertThat(forgetLeaving().steps()).isEmpty();
    assertThat(state.targets()).isEmpty();
  }

  @Test
  void handsAStructureToTheUserWithoutTouchingRows() throws Exception {
    run(PAGES);
    SetupPlan plan = run(PAGES.managedByUser());

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.describe())
        .containsExactly("~ pages: leave the structure of table output to you");
    assertThat(revision("pages")).isEqualTo(1);
  }

  @Test
  void takesOverAStructureFromTheUserAndWritesItsRowsAgain() throws Exception {
    run(PAGES.managedByUser());

    assertThat(run(PAGES).steps()).containsExactly(new Create(1, PAGES.target()));
    assertThat(revision("pages")).isEqualTo(2);
  }

  @Test
  void leavesAStructureThatIsHandedOverTogetherWithAChangeOfKey() throws Exception {
    run(PAGES);
    run(PAGES.keyedBy("path").managedByUser());

    assertThat(state.leavingGenerations()).containsExactly(1);
    assertThat(forgetLeaving().steps()).isEmpty();
  }

  @Test
  void refusesToHandOverAnUnfinishedChange() throws Exception {
    interrupted(PAGES);

    assertThatThrownBy(() -> plan(PAGES.managedByUser()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("run once without managedByUser");
  }

  @Test
  void refusesToLetTheUserManageWhatIsStillBeingDropped() throws Exception {
    run(PAGES);
    interrupted();

    assertThatThrownBy(() -> plan(PAGES.managedByUser())).isInstanceOf(StateException.class);
  }

  @Test
  void writesRowsAgainWhenSharedIsSwitchedInEitherDirection() throws Exception {
    run(PAGES);
    run(PAGES.shared());
    assertThat(revision("pages")).isEqualTo(2);

    assertThat(run(PAGES).steps()).isEmpty();
    assertThat(revision("pages")).isEqualTo(3);
  }

  @Test
  void raisesEveryRevisionForAFullRun() throws Exception {
    run(PAGES, table("people", "census"));
    SetupPlan plan =
        SetupPlan.plan(
            state, List.of(), targets(PAGES, table("people", "census")), connectors, true);

    assertThat(plan.state().targets()).allMatch(target -> target.revision() == 2);
    assertThat(plan.steps()).isEmpty();
  }

  @Test
  void repeatsAnInterruptedChangeUnderItsGeneration() throws Exception {
    run(PAGES);
    interrupted(PAGES.rewritten("upper case"));
    SetupPlan plan = run(PAGES.rewritten("upper case"));

    assertThat(plan.steps())
        .containsExactly(new Alter(1, PAGES.target(), PAGES.rewritten("upper case").target()));
    assertThat(plan.needsConsent()).isFalse();
    assertThat(revision("pages")).isEqualTo(2);
  }

  @Test
  void takesTheNextGenerationWhenAnInterruptedChangeIsReverted() throws Exception {
    run(PAGES);
    interrupted(PAGES.compatible("index"));
    SetupPlan plan = run(PAGES);

    assertThat(plan.steps())
        .containsExactly(
            new Drop(1, PAGES.target()),
            new Drop(1, PAGES.compatible("index").target()),
            new Create(2, PAGES.target()));
    assertThat(plan.needsConsent()).isTrue();
  }

  @Test
  void deletesRowsOfAnInterruptedChangeThatIsRevertedWhereADropLeavesThem() throws Exception {
    run(FILES);
    interrupted(FILES.compatible("index"));
    run(FILES);

    assertThat(state.targetOfGeneration(1).orElseThrow().setup()).isEqualTo(FILES.target());
    assertThat(state.settled()).isTrue();
    assertThat(forgetLeaving().steps())
        .containsExactly(
            new Drop(1, FILES.target()), new Drop(1, FILES.compatible("index").target()));
    assertThat(run(FILES).steps()).containsExactly(new Create(2, FILES.target()));
  }

  @Test
  void finishesAnInterruptedDropBeforeTheTargetComesBack() throws Exception {
    run(PAGES);
    interrupted();
    SetupPlan plan = run(PAGES);

    assertThat(plan.steps())
        .containsExactly(new Drop(1, PAGES.target()), new Create(2, PAGES.target()));
    assertThat(plan.describe())
        .containsExactly("- pages: finish dropping table output", "+ pages: create table output");
    assertThat(plan.needsConsent()).as("the drop was agreed to before").isFalse();
  }

  @Test
  void numbersSourcesByNameTypeAndKeyAndForgetsThoseThatLeft() throws Exception {
    DeclaredSource moved = new DeclaredSource("documents", "local-files", "other");
    sources(DOCUMENTS);
    SetupPlan plan = sources(moved);

    assertThat(plan.describe())
        .containsExactly(
            "- documents: leave local-files docs and delete the rows that only it declared",
            "+ documents: read local-files other");
    assertThat(state.activeSources()).containsExactly(2);
    assertThat(state.leavingSources()).containsExactly(1);

    sources(DOCUMENTS);
    assertThat(state.source("documents").orElseThrow().id())
        .as("put back before it left")
        .isEqualTo(1);

    forgetLeaving();
    sources(moved);
    assertThat(state.activeSources()).as("forgotten ones come back as others").containsExactly(3);
  }

  private static DeclaredSource slot(String slot) {
    return new DeclaredSource(
        "products", "postgres", "here", JsonFormat.object().put("slot", slot));
  }

  @Test
  void setsUpWhatASourceNeedsOnceAndChangesItInPlace() throws Exception {
    assertThat(sources(slot("a")).steps()).containsExactly(new CreateSource(1, slot("a")));
    assertThat(sources(slot("a")).changes(state)).isFalse();
    assertThat(sources(slot("b")).steps())
        .containsExactly(new AlterSource(1, slot("a"), slot("b")));
    assertThat(state.activeSources()).containsExactly(1);
    assertThat(sources(DOCUMENTS).steps()).as("while its rows are deleted").isEmpty();
    assertThat(forgetLeaving().steps()).containsExactly(new DropSource(1, slot("b")));
    assertThat(state.sources()).hasSize(1);
  }

  @Test
  void aSourceThatIsPutBackWhileItLeavesKeepsWhatWasSetUpForIt() throws Exception {
    sources(slot("a"));
    sources(DOCUMENTS);

    assertThat(sources(slot("a"), DOCUMENTS).steps()).isEmpty();
    assertThat(state.leavingSources()).isEmpty();
  }

  @Test
  void anInterruptedChangeOfASourceIsRepeatedFromEveryStateItMayHaveLeft() throws Exception {
    sources(slot("a"));
    interrupt(sourcesPlan(slot("b")));

    assertThat(state.settled()).isFalse();
    assertThat(sourcesPlan(slot("b")).steps())
        .containsExactly(
            new AlterSource(1, slot("a"), slot("b")), new AlterSource(1, slot("b"), slot("b")));
    assertThat(sources(slot("c")).steps())
        .containsExactly(
            new AlterSource(1, slot("a"), slot("c")), new AlterSource(1, slot("b"), slot("c")));
    assertThat(state.settled()).isTrue();
  }

  @Test
  void anInterruptedDropOfASourceIsRepeated() throws Exception {
    sources(slot("a"));
    sources(DOCUMENTS);
    Set<Integer> left = state.leavingSources();
    interrupt(SetupPlan.forgetLeaving(state, left, Set.of(), connectors));

    assertThat(state.leavingSources()).isEqualTo(left);
    assertThat(forgetLeaving().steps()).containsExactly(new DropSource(1, slot("a")));
    assertThat(state.leavingSources()).isEmpty();
  }

  private SetupPlan plan(Declaration... declared) throws StateException {
    return SetupPlan.plan(state, List.of(), targets(declared), connectors, false);
  }

  private SetupPlan run(Declaration... declared) throws Exception {
    return carryOut(plan(declared));
  }

  private SetupPlan sources(DeclaredSource... declared) throws Exception {
    return carryOut(sourcesPlan(declared));
  }

  private SetupPlan sourcesPlan(DeclaredSource... declared) throws StateException {
    return SetupPlan.plan(state, List.of(declared), List.of(), connectors, false);
  }

  private SetupPlan forgetLeaving() throws Exception {
    Set<Integer> sources = state.leavingSources();
    return carryOut(
        SetupPlan.forgetLeaving(state, sources, state.leavingGenerations(), connectors));
  }

  private SetupPlan carryOut(SetupPlan plan) throws Exception {
    new SetupChanges(written -> state = written).apply(plan, step -> {});
    return plan;
  }

  private void interrupted(Declaration... declared) throws StateException {
    interrupt(plan(declared));
    assertThat(state.settled()).isFalse();
  }

  private void interrupt(SetupPlan plan) {
    SetupChanges changes = new SetupChanges(written -> state = written);
    Structure failing =
        step -> {
          throw new IOException("connection lost");
        };
    assertThatThrownBy(() -> changes.apply(plan, failing)).hasMessage("connection lost");
  }

  private int revision(String name) {
    return state.target(name).orElseThrow().revision();
  }

  private static List<DeclaredTarget> targets(Declaration... declared) {
    return Stream.of(declared).map(Declaration::target).toList();
  }
}
