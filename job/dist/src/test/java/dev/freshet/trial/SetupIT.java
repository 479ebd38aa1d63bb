package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Unavailable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of a flow's sources and targets: what becomes of structures and rows. */
class SetupIT {
  private static final String SOURCE =
      """
      name: setup
      sources:
        items:
          type: shelf
          trial: $trial
          shelf: items
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: main}
      """;
  private static final String TO_LEDGER =
      SOURCE
          + """
          targets:
            main: {type: ledger, trial: $trial, ledger: main}
          """;
  private static final String TO_FILES =
      SOURCE
          + """
          targets:
            main: {type: local-directory, directory: $output, extension: .txt}
          """;
  private static final String TWICE =
      TO_LEDGER
          .replace("trial.Lines", "trial.TwiceLines")
          .replace("target: main}", "first: main, second: other}");

  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger main;
  private Ledger other;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).parallelism(1);
    shelf = workshop.trial.shelf("items");
    main = workshop.trial.ledger("main");
    other = workshop.trial.ledger("other");
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
  }

  private RunReport update(String flow) throws Exception {
    RunReport report = workshop.update(workshop.flow(flow));
    assertThat(report.exitCode()).isZero();
    return report;
  }

  private void fails(String flow, int exitCode) throws Exception {
    String file = workshop.flow(flow);
    assertThatThrownBy(() -> workshop.update(file))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(exitCode));
  }

  @Test
  void aTargetThatIsRemovedIsDroppedAndOneThatIsAddedIsFilled() throws Exception {
    String both = TWICE + "  other: {type: ledger, trial: $trial, ledger: other}\n";
    update(TO_LEDGER);
    main.takeEntries();
    update(both);
    assertThat(other.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
    assertThat(main.takeEntries()).isEmpty();

    update(TO_LEDGER);
    assertThat(other.rows()).isEmpty();
    assertThat(other.takeSetups()).containsExactly("create", "drop");
    assertThat(main.rows()).hasSize(2);

    shelf.put("a", "a=2");
    update(both);
    assertThat(other.rows()).isEqualTo(Map.of("a", "2", "b", "1"));
  }

  @Test
  void anotherDirectoryIsFilledAndTheOldOneLosesOurFilesOnly() throws Exception {
    Files.createDirectories(workshop.output);
    Files.writeString(workshop.output.resolve("theirs.txt"), "stays");
    update(TO_FILES);
    assertThat(workshop.pages()).containsOnlyKeys("a.txt", "b.txt", "theirs.txt");

    Path elsewhere = directory.resolve("elsewhere");
    update(TO_FILES.replace("$output", "$directory/elsewhere"));
    assertThat(workshop.pages()).isEqualTo(Map.of("theirs.txt", "stays"));
    assertThat(Workshop.files(elsewhere)).isEqualTo(Map.of("a.txt", "1", "b.txt", "1"));

    shelf.remove("b");
    update(TO_FILES);
    assertThat(workshop.pages()).isEqualTo(Map.of("a.txt", "1", "theirs.txt", "stays"));
    assertThat(Workshop.files(elsewhere)).isEmpty();
  }

  @Test
  void anotherExtensionRenamesTheFiles() throws Exception {
    update(TO_FILES);
    update(TO_FILES.replace(".txt", ".html"));
    assertThat(workshop.pages()).isEqualTo(Map.of("a.html", "1", "b.html", "1"));
  }

  @Test
  void anotherTypeMovesTheRows() throws Exception {
    update(TO_LEDGER);
    update(TO_FILES);
    assertThat(main.rows()).isEmpty();
    assertThat(workshop.pages()).isEqualTo(Map.of("a.txt", "1", "b.txt", "1"));
    update(TO_LEDGER);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
    assertThat(workshop.pages()).isEmpty();
  }

  @Test
  void aStructureOfTheUserIsNeverCreatedNorDropped() throws Exception {
    String managed = TO_LEDGER.replace("ledger: main}", "ledger: main, managed-by-user: true}");
    main.putForeign("theirs", "stays");
    update(managed);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1", "theirs", "stays"));
    shelf.remove("b");
    update(managed);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "theirs", "stays"));

    update(TO_FILES);
    assertThat(main.rows()).isEqualTo(Map.of("theirs", "stays"));
    assertThat(main.takeSetups()).isEmpty();
    assertThat(workshop.pages()).isEqualTo(Map.of("a.txt", "1"));
  }

  /** It cannot be dropped, so its rows are deleted one by one before they are written anew. */
  @Test
  void aStructureOfTheUserIsEmptiedWhereOursWouldBeReplaced() throws Exception {
    String managed = TO_LEDGER.replace("ledger: main}", "ledger: main, managed-by-user: true}");
    main.putForeign("theirs", "stays");
    update(managed);
    main.takeEntries();
    shelf.remove("b");
    RunReport report = update(managed.replace("ledger: main", "ledger: main, edition: new 2"));
    assertThat(report.targets().get("main")).isEqualTo(new TargetCounts(1, 2, 0, 0));
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "theirs", "stays"));
    assertThat(main.takeEntries()).containsExactlyInAnyOrder("-a", "-b", "+a=1");
    assertThat(main.takeSetups()).isEmpty();
  }

  /** The rows of an item that fails stay, so what they are in cannot be forgotten. */
  @Test
  void aTargetIsNotForgottenBeforeTheRowsOfAFailingItemAreGone() throws Exception {
    update(TO_FILES);
    shelf.put("a", "fail for now");
    RunReport failing = workshop.update(workshop.flow(TO_LEDGER));
    assertThat(failing.exitCode()).isEqualTo(3);
    assertThat(main.rows()).isEqualTo(Map.of("b", "1"));

    shelf.put("a", "a=2");
    update(TO_LEDGER);
    assertThat(main.rows()).isEqualTo(Map.of("a", "2", "b", "1"));
    assertThat(workshop.pages()).isEmpty();
  }

  @Test
  void aRenamedSourceKeepsItsRowsAndARenamedTargetToo() throws Exception {
    update(TO_LEDGER);
    main.takeSetups();
    update(TO_LEDGER.replace("  items:", "  things:"));
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));

    shelf.put("a", "a=2");
    update(TO_LEDGER.replace("target: main", "target: book").replace("  main:", "  book:"));
    assertThat(main.rows()).isEqualTo(Map.of("a", "2", "b", "1"));
    assertThat(main.takeSetups()).isEmpty();
  }

  @Test
  void aFullRunWritesEveryRowAgainAndRemembersCalls() throws Exception {
    shelf.put("a", "a=?question");
    update(TO_LEDGER);
    main.takeEntries();
    assertThat(workshop.trial.takeRemembered()).containsExactly("question");
    workshop.trial.takeCalls();

    workshop.full(true);
    update(TO_LEDGER);
    assertThat(main.takeEntries()).containsExactlyInAnyOrder("+a=result of question", "+b=1");
    assertThat(workshop.trial.takeCalls()).containsExactly("a", "b");
    assertThat(workshop.trial.takeRemembered()).isEmpty();

    workshop.full(false);
    update(TO_LEDGER);
    assertThat(main.takeEntries()).isEmpty();
  }

  @Test
  void withoutConsentNothingIsApplied() throws Exception {
    update(TO_LEDGER);
    main.takeSetups();
    workshop.applied().clear();
    workshop.consents(false);
    shelf.put("a", "a=2");
    fails(TO_FILES, 2);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
    assertThat(main.takeSetups()).isEmpty();
    assertThat(workshop.applied()).isEmpty();
    assertThat(workshop.output).doesNotExist();

    update(TO_LEDGER);
    assertThat(main.rows()).isEqualTo(Map.of("a", "2", "b", "1"));
    workshop.consents(true);
    update(TO_FILES);
    assertThat(main.rows()).isEmpty();
    assertThat(workshop.pages()).isEqualTo(Map.of("a.txt", "2", "b.txt", "1"));
  }

  /** History 9: an equal value must be sent again to a target that was emptied. */
  @Test
  void aTargetThatIsReplacedIsFilledAgain() throws Exception {
    update(TO_LEDGER);
    main.takeSetups();
    update(TO_LEDGER.replace("ledger: main}", "ledger: main, edition: new 2}"));
    assertThat(main.takeSetups()).containsExactly("drop", "create");
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
  }

  /** History 9: nor may a mutation of the old one that was still pending reach the new one. */
  @Test
  void whatWasPendingForAReplacedTargetIsDiscarded() throws Exception {
    update(TO_LEDGER);
    leavePending(
        () -> {
          shelf.remove("a");
          shelf.put("b", "b=2");
        });
    shelf.put("a", "a=3");
    shelf.put("b", "b=3");
    update(TO_LEDGER.replace("ledger: main}", "ledger: main, edition: new 2}"));
    assertThat(main.rows()).isEqualTo(Map.of("a", "3", "b", "3"));
  }

  /** History 10: writing rows again must not discard a deletion that was still pending. */
  @Test
  void whatWasPendingForAnAlteredTargetIsApplied() throws Exception {
    update(TO_LEDGER);
    leavePending(() -> shelf.remove("a"));
    main.takeSetups();
    main.takeEntries();
    update(TO_LEDGER.replace("ledger: main}", "ledger: main, edition: second}"));
    assertThat(main.takeSetups()).containsExactly("alter");
    assertThat(main.rows()).isEqualTo(Map.of("b", "1"));
    assertThat(main.takeEntries()).contains("+b=1", "-a");
  }

  private static String lines(String function) {
    return TO_LEDGER.replace("dev.freshet.trial.Lines", "dev.freshet.trial." + function);
  }

  @Test
  void rowsThatGainOrLoseAComponentAreWrittenAgain() throws Exception {
    update(TO_LEDGER);
    main.takeSetups();
    main.takeEntries();
    update(lines("OtherLines$Longer"));
    assertThat(main.takeSetups()).containsExactly("alter");
    assertThat(main.takeEntries()).containsExactlyInAnyOrder("+a=1", "+b=1");
    update(lines("OtherLines$Longer"));
    assertThat(main.takeEntries()).isEmpty();

    update(TO_LEDGER);
    assertThat(main.takeSetups()).containsExactly("alter");
    assertThat(main.takeEntries()).containsExactlyInAnyOrder("+a=1", "+b=1");
  }

  @Test
  void rowsWithAnotherKeyAreOthers() throws Exception {
    update(TO_LEDGER);
    main.takeSetups();
    main.takeEntries();
    main.putForeign("theirs", "goes with the structure");
    update(lines("OtherLines$Named"));
    assertThat(main.takeSetups()).containsExactly("drop", "create");
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
  }

  @Test
  void aCompatibleEditWritesNothing() throws Exception {
    update(TO_LEDGER);
    main.takeSetups();
    main.takeEntries();
    shelf.put("b", "b=2");
    update(TO_LEDGER.replace("ledger: main}", "ledger: main, edition: same but bigger}"));
    assertThat(main.takeSetups()).containsExactly("alter");
    assertThat(main.takeEntries()).containsExactly("+b=2");
  }

  /** What the old type wrote cannot be read as the new one, and must not be taken for it. */
  @Test
  void whatWasPendingWhenTheTypeOfTheRowsChangedIsDeclaredAnew() throws Exception {
    update(TO_LEDGER);
    leavePending(() -> shelf.put("a", "a=2"));
    update(TO_LEDGER.replace("trial.Lines", "trial.NumberLines"));
    assertThat(main.rows()).isEqualTo(Map.of("a", "2", "b", "1"));
    update(TO_LEDGER.replace("trial.Lines", "trial.NumberLines"));
  }

  @Test
  void whatWasPendingIsReportedWhileItsItemFailsToDeclareTheNewType() throws Exception {
    update(TO_LEDGER);
    leavePending(() -> shelf.put("a", "a=two"));
    String numbers = workshop.flow(TO_LEDGER.replace("trial.Lines", "trial.NumberLines"));
    RunReport report = workshop.update(numbers);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.targets().get("main").rejected()).isEqualTo(1);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));

    shelf.put("a", "a=2");
    assertThat(workshop.update(numbers).exitCode()).isZero();
    assertThat(main.rows()).isEqualTo(Map.of("a", "2", "b", "1"));
  }

  private void leavePending(Shelf.Moment edit) throws Exception {
    edit.happen();
    main.weather(
        () -> {
          throw new Unavailable("away", null, Duration.ofMinutes(1));
        });
    workshop.giveUpAfter(Duration.ofSeconds(1));
    fails(TO_LEDGER, 1);
    main.weather(() -> {});
  }

  /** History 11: the structure goes, the run dies, and the user puts the target back. */
  @Test
  void aTargetThatIsPutBackAfterAnInterruptedDropIsFilledAgain() throws Exception {
    update(TO_LEDGER);
    main.failNextDrop();
    fails(TO_FILES, 2);
    assertThat(main.rows()).isEmpty();
    update(TO_LEDGER);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
    assertThat(workshop.pages()).isEmpty();
  }

  @Test
  void aSourceThatLeavesTakesItsRowsAlong() throws Exception {
    String two =
        TO_LEDGER.replace(
            "targets:",
            """
              more:
                type: shelf
                trial: $trial
                shelf: more
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: main}
            targets:""");
    workshop.trial.shelf("more").put("c", "c=1\nb=1");
    update(two);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1", "c", "1"));
    update(TO_LEDGER);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
    update(two);
    assertThat(main.rows()).isEqualTo(Map.of("a", "1", "b", "1", "c", "1"));
  }

  @Test
  void aResetFlowBuildsItsRowsAnew() throws Exception {
    update(TO_LEDGER);
    main.takeEntries();
    workshop.reset(true);
    update(TO_LEDGER);
    assertThat(main.takeEntries()).containsExactlyInAnyOrder("+a=1", "+b=1");
  }

  @Test
  void aDroppedFlowLeavesNothing() throws Exception {
    update(TO_FILES);
    workshop.runs(workshop.flow(TO_FILES)).drop();
    assertThat(workshop.pages()).isEmpty();
    update(TO_FILES);
    assertThat(workshop.pages()).isEqualTo(Map.of("a.txt", "1", "b.txt", "1"));
  }
}
