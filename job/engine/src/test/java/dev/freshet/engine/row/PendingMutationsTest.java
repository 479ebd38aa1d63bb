package dev.freshet.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingMutationsTest {
  @TempDir private Path directory;

  private Spills spills() {
    return new Spills(directory.resolve("spill"), 4);
  }

  private PendingMutations pending() {
    return new PendingMutations(generation -> generation == 1, spills());
  }

  private List<String> read(MutationBatch batch) throws Exception {
    List<String> rows = new ArrayList<>();
    spills()
        .read(
            MutationBatch.fromBytes(batch.toBytes()),
            100,
            Long.MAX_VALUE,
            part -> rows.addAll(Mutations.texts(part)));
    return rows;
  }

  @Test
  void theLastMutationOfARowWins() throws Exception {
    PendingMutations pending = pending();
    pending.add(Mutations.upsert("a", "1"));
    pending.add(Mutations.upsert("b", "1"));
    pending.add(Mutations.delete("a"));
    pending.add(Mutations.upsert("b", "2"));
    pending.add(Mutations.delete("c"));
    pending.add(Mutations.upsert("c", "3"));
    MutationBatch batch = pending.drain(7, 8, List.of("old"));

    assertThat(read(batch)).containsExactly("a!", "b=2", "c=3");
    assertThat(batch.sequence()).isEqualTo(7);
    assertThat(batch.watermark()).isEqualTo(8);
    assertThat(batch.mutations()).isEqualTo(3);
    assertThat(batch.obsoleteSpills()).containsExactly("old");
  }

  @Test
  void mutationsOfGenerationsThatAreNotLiveAreLeftOut() throws Exception {
    PendingMutations pending = pending();
    pending.add(Mutations.of(2, "a", "1"));
    assertThat(pending.isEmpty()).isTrue();
    pending.add(Mutations.of(1, "a", "1"));

    assertThat(read(pending.drain(1, 1, List.of()))).containsExactly("a=1");
  }

  @Test
  void nothingIsHandedOverTwice() throws Exception {
    PendingMutations pending = pending();
    pending.add(Mutations.upsert("a", "1"));
    pending.drain(1, 1, List.of());

    assertThat(pending.isEmpty()).isTrue();
    assertThat(read(pending.drain(2, 1, List.of()))).isEmpty();
  }

  @Test
  void aLargeBatchGoesToAFileAndTheNextSmallOneDoesNot() throws Exception {
    PendingMutations pending = pending();
    String large = "x".repeat(1_000);
    for (int i = 0; i < 300; i++) {
      pending.add(Mutations.upsert("r" + i, large));
    }
    MutationBatch spilled = pending.drain(1, 1, List.of());
    pending.add(Mutations.upsert("a", "1"));
    MutationBatch small = pending.drain(2, 1, List.of());

    assertThat(spilled.content()).isNull();
    assertThat(spilled.spill()).isNotNull();
    assertThat(spilled.toBytes()).hasSizeLessThan(200);
    assertThat(read(spilled)).hasSize(300).contains("r299=" + large);
    assertThat(small.spill()).isNull();
    assertThat(read(small)).containsExactly("a=1");
  }

  @Test
  void manyRowsRewrittenManyTimesAreEachHandedOverOnce() throws Exception {
    PendingMutations pending = pending();
    for (int round = 0; round < 20; round++) {
      for (int row = 0; row < 1_000; row++) {
        pending.add(Mutations.upsert("r" + row, "x".repeat(200) + round));
      }
    }
    MutationBatch batch = pending.drain(1, 1, List.of());

    assertThat(batch.mutations()).isEqualTo(1_000);
    assertThat(read(batch)).hasSize(1_000).allMatch(row -> row.endsWith("x19"));
  }

  @Test
  void aRowLargerThanAnyBufferIsHandedOver() throws Exception {
    PendingMutations pending = pending();
    String large = "x".repeat(3_000_000);
    pending.add(Mutations.upsert("a", "1"));
    pending.add(Mutations.upsert("b", large));
    pending.add(Mutations.upsert("c", "3"));

    assertThat(read(pending.drain(1, 1, List.of()))).containsExactly("a=1", "b=" + large, "c=3");
  }

  @Test
  void rewritingOneRowDoesNotMakeTheBatchLarge() throws Exception {
    PendingMutations pending = pending();
    String value = "x".repeat(1_000);
    for (int i = 0; i < 3_000; i++) {
      pending.add(Mutations.upsert("a", value + i));
    }

    assertThat(pending.drain(1, 1, List.of()).spill()).isNull();
    assertThat(Files.exists(directory.resolve("spill"))).isFalse();
  }
}
