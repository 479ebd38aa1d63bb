package dev.freshet.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Written.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RowStateTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Claimant A = new Claimant(1, "a");
  private static final Claimant B = new Claimant(1, "b");
  private static final byte[] KEY = {1};

  private static RowClaim claim(Claimant item, int value, int revision) {
    return RowClaim.claim(item, DeclaredRow.of(1, revision, KEY, new byte[] {(byte) value}));
  }

  private static RowState after(RowState before, RowClaim claim, Instant time) {
    return Objects.requireNonNull(RowDecision.decide(before, claim, null).at(time, before).state());
  }

  @Test
  void readsWhatVersion1WroteWithoutSayingWhenARowWasWritten() throws Exception {
    RowState read = RowState.fromBytes(golden("row-state"));

    assertThat(read).usingRecursiveComparison().isEqualTo(RowFormats.rowState().written(null));
    assertThat(RowState.fromBytes(read.toBytes())).usingRecursiveComparison().isEqualTo(read);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = RowStateTest.class.getResourceAsStream("golden/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Test
  void remembersWhenAndWhyARowWasWritten() {
    RowState row = after(null, claim(A, 1, 1), NOW);
    assertThat(row.written()).isEqualTo(new Written(Reason.NEW, NOW));

    row = after(row, claim(B, 1, 1), LATER);
    assertThat(row.written()).isEqualTo(new Written(Reason.NEW, NOW));

    RowState changed = after(row, claim(A, 2, 1), LATER);
    assertThat(changed.written()).isEqualTo(new Written(Reason.CHANGED, LATER));

    RowState takenOver = after(changed, RowClaim.release(A, Fingerprint.of(KEY)), LATER);
    assertThat(takenOver.written()).isEqualTo(new Written(Reason.TAKEN_OVER, LATER));
    assertThat(takenOver.claimants()).containsExactly(B);

    assertThat(after(row, claim(A, 1, 2), LATER).written())
        .isEqualTo(new Written(Reason.REWRITTEN, LATER));
  }

  @Test
  void aRowInDoubtIsWrittenAgainAlthoughItsItemDeclaresTheSame() {
    RowState row = after(null, claim(A, 1, 1), NOW);
    assertThat(RowDecision.decide(row, claim(A, 1, 1), null).mutation()).isNull();

    RowState doubted = row.inDoubt();
    RowDecision repair = RowDecision.decide(doubted, claim(A, 1, 1), null).at(LATER, doubted);

    assertThat(Objects.requireNonNull(repair.mutation()).value()).containsExactly(1);
    assertThat(Objects.requireNonNull(repair.state()).written())
        .isEqualTo(new Written(Reason.REPAIRED, LATER));
    assertThat(repair.state().fingerprint()).isEqualTo(row.fingerprint());
    assertThat(RowDecision.decide(repair.state(), claim(A, 1, 1), null).mutation()).isNull();
  }

  @Test
  void doubtOutlivesItsSnapshot() {
    RowState doubted = after(null, claim(A, 1, 1), NOW).inDoubt();
    RowState restored = RowState.fromBytes(doubted.toBytes());

    assertThat(RowDecision.decide(restored, claim(A, 1, 1), null).mutation()).isNotNull();
  }
}
