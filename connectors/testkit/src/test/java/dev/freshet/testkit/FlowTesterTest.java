package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.testkit.WordCounts.Document;
import dev.freshet.testkit.WordCounts.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlowTesterTest {
  private final FlowTester tester = FlowTester.of(new WordCounts());

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void givesTheRowsThatItemsDeclare() {
    tester.source("texts").put("a.txt", "one two").put("b.txt", "three");
    tester.update();
    assertThat(tester.rows("documents"))
        .containsExactly(new Document("a.txt", "a.txt", 2), new Document("b.txt", "b.txt", 1));
    assertThat(tester.rows("words", Word.class))
        .extracting(Word::word)
        .containsExactly("one", "three", "two");
  }

  @Test
  void saysWhatAnEditChanged() {
    tester.source("texts").put("a.txt", "one two").put("b.txt", "two three");
    tester.update();
    tester.source("texts").put("a.txt", "two four five").remove("b.txt");
    Changes changes = tester.update();
    assertThat(changes.upserts("documents")).containsExactly(new Document("a.txt", "a.txt", 3));
    assertThat(changes.deletes("documents")).containsExactly(new Document("b.txt", "b.txt", 2));
    assertThat(changes.upserts("words", Word.class))
        .extracting(Word::word)
        .containsExactlyInAnyOrder("four", "five");
    assertThat(changes.deletes("words", Word.class))
        .extracting(Word::word)
        .containsExactlyInAnyOrder("one", "three");
    assertThat(changes.processed("texts")).containsExactly("a.txt");
  }

  @Test
  void changesNothingWhereNothingChanged() {
    tester.source("texts").put("a.txt", "one two");
    assertThat(tester.update().isEmpty()).isFalse();
    Changes second = tester.update();
    assertThat(second.isEmpty()).isTrue();
    assertThat(second.processed("texts")).isEmpty();
    assertThat(second).hasToString("no change");
    tester.source("texts").put("a.txt", "one two");
    assertThat(tester.update().processed("texts")).as("touched, with equal content").isEmpty();
  }

  @Test
  void saysWhichMemosWereCalled() {
    int before = WordCounts.COUNTED.get();
    tester.source("texts").put("a.txt", "one two").put("b.txt", "one two").put("c.txt", "three");
    assertThat(tester.update().calls(WordCounts.COUNT)).containsExactly("one two", "three");
    tester.source("texts").remove("a.txt").put("renamed.txt", "one two");
    Changes changes = tester.update();
    assertThat(changes.calls(WordCounts.COUNT)).isEmpty();
    assertThat(changes.calls()).isZero();
    assertThat(changes.upserts("documents"))
        .containsExactly(new Document("renamed.txt", "renamed.txt", 2));
    assertThat(WordCounts.COUNTED.get() - before).isEqualTo(2);
  }

  @Test
  void answersInPlaceOfAMemo() {
    int before = WordCounts.COUNTED.get();
    tester.answer(WordCounts.COUNT, String::length).source("texts").put("a.txt", "one two");
    Changes changes = tester.update();
    assertThat(changes.upserts("documents")).containsExactly(new Document("a.txt", "a.txt", 7));
    assertThat(changes.calls(WordCounts.COUNT)).containsExactly("one two");
    assertThat(WordCounts.COUNTED.get()).isEqualTo(before);
  }

  @Test
  void failsWhenAnItemFails() {
    tester.source("texts").put("a.txt", "one").put("bad.txt", new byte[] {(byte) 0xff});
    assertThatThrownBy(tester::update)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("The update of flow word-counts would not end well")
        .hasMessageContaining("item \"bad.txt\" of source texts failed")
        .hasMessageContaining("\"bad.txt\" is not UTF-8")
        .cause()
        .isInstanceOf(IllegalStateException.class);
    assertThat(tester.rows("documents")).containsExactly(new Document("a.txt", "a.txt", 1));
  }

  @Test
  void keepsTheRowsOfAnItemThatFailsAndTriesItAgain() {
    tester.source("texts").put("a.txt", "one two");
    tester.update();
    tester.source("texts").put("a.txt", "one").failReading("a.txt", "locked");
    Changes failed = tester.tryUpdate();
    assertThat(failed.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.source()).isEqualTo("texts");
              assertThat(failure.key()).isEqualTo("a.txt");
              assertThat(failure.cause()).hasMessage("locked");
            });
    assertThat(tester.rows("documents")).containsExactly(new Document("a.txt", "a.txt", 2));
    assertThat(tester.tryUpdate().failures()).as("tried again").hasSize(1);
    tester.source("texts").heal();
    assertThat(tester.update().upserts("documents"))
        .containsExactly(new Document("a.txt", "a.txt", 1));
  }

  @Test
  void aFailedListingChangesNothing() {
    tester.source("texts").put("a.txt", "one");
    tester.update();
    tester.source("texts").failListing("unmounted");
    assertThatThrownBy(tester::update)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("unmounted");
    assertThat(tester.rows("documents")).hasSize(1);
  }

  @Test
  void keepsARowAsLongAsAnyItemDeclaresIt() {
    tester.source("texts").put("a.txt", "same").put("b.txt", "same");
    tester.update();
    tester.source("texts").remove("a.txt");
    assertThat(tester.update().deletes("words")).isEmpty();
    tester.source("texts").remove("b.txt");
    assertThat(tester.update().deletes("words")).containsExactly(new Word("same", "somewhere"));
  }

  @Test
  void runsAnEditedFlowOnWhatIsThere() {
    tester.source("texts").put("a.txt", "one two");
    tester.update();
    Changes changes = tester.become(new WordCounts("!", false)).update();
    assertThat(changes.upserts("documents")).containsExactly(new Document("a.txt", "a.txt!", 2));
    assertThat(changes.upserts("words")).as("declared again with equal values").isEmpty();
    assertThat(changes.calls()).as("remembered").isZero();
    assertThat(tester.update().isEmpty()).isTrue();
  }

  @Test
  void theSmallestItemStandsInASharedTarget() {
    tester.become(new WordCounts(null, true));
    tester.source("texts").put("b.txt", "same");
    tester.update();
    tester.source("texts").put("a.txt", "same");
    assertThat(tester.update().upserts("words")).containsExactly(new Word("same", "a.txt"));
    tester.source("texts").remove("a.txt");
    assertThat(tester.update().upserts("words")).containsExactly(new Word("same", "b.txt"));
  }

  @Test
  void writesRowsAgainWhenAnEditAsksForIt() {
    tester.source("texts").put("a.txt", "same");
    tester.update();
    Changes changes = tester.become(new WordCounts(null, true)).update();
    assertThat(changes.upserts("words")).containsExactly(new Word("same", "a.txt"));
    assertThat(changes.calls()).isZero();
  }

  @Test
  void releasesTheRowsOfASourceThatLeftTheFlow() {
    try (FlowTester copy = FlowTester.of(new CopyTwo(true))) {
      copy.source("first").put("a", "one").put("b", "two");
      copy.source("second").put("b", "two").put("c", "three");
      copy.update();
      Changes left = copy.become(new CopyTwo(false)).update();
      assertThat(left.deletes("lines")).containsExactly(new Line("c", "three"));
      Changes back = copy.become(new CopyTwo(true)).update();
      assertThat(back.upserts("lines")).containsExactly(new Line("c", "three"));
    }
  }

  @Test
  void saysWhenItemsDisagree() {
    FlowTester conflicting = FlowTester.of(new Disagreement());
    conflicting.source("notes").put("a", "one").put("b", "two");
    assertThatThrownBy(conflicting::update)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "items notes \"a\", notes \"b\" declare different rows in target lines");
    assertThat(conflicting.tryUpdate().conflicts())
        .singleElement()
        .satisfies(conflict -> assertThat(conflict.standing()).isEqualTo(new Line("x", "one")));
    conflicting.source("notes").put("b", "one");
    assertThat(conflicting.update().conflicts()).isEmpty();
    conflicting.close();
  }

  @Test
  void namesWhatThereIsWhereANameIsWrong() {
    assertThatThrownBy(() -> tester.source("text"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("text");
    assertThatThrownBy(() -> tester.rows("pages")).hasMessageContaining("pages");
    assertThatThrownBy(() -> tester.update().upserts("pages"))
        .hasMessage("The flow has no target pages; it has [documents, words]");
    assertThatThrownBy(() -> tester.rows("words", Document.class))
        .hasMessageContaining("Target words has rows of " + Word.class.getName());
    assertThatThrownBy(() -> tester.become(new Disagreement()))
        .hasMessageContaining("another name is another flow");
  }

  @Test
  void runsAFlowFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("copy.yaml");
    Files.writeString(
        file,
        """
        name: copy
        sources:
          notes:
            type: memory-items
            name: notes
            process:
              type: copy-lines
              target: lines
        targets:
          lines:
            type: memory-rows
            name: lines
        """);
    try (FlowTester copy = FlowTester.ofFile(file.toString())) {
      copy.source("notes").put("a", "one");
      copy.update();
      assertThat(copy.rows("lines")).containsExactly(new Line("a", "one"));
    }
  }

  /** Flink is on no class path of this module, so nothing here can have used it. */
  @Test
  void needsNoFlink() {
    tester.source("texts").put("a.txt", "one");
    tester.update();
    assertThat(System.getProperty("java.class.path")).contains("engine").doesNotContain("flink");
    assertThatThrownBy(() -> Class.forName("org.apache.flink.api.common.JobID"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
