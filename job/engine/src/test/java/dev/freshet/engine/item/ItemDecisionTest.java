package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.DeclaredRow;
import dev.freshet.engine.row.RowClaim;
import dev.freshet.engine.row.RowValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ItemDecisionTest {
  private static final Fingerprint CONTENT = new Fingerprint(1, 1);
  private static final Fingerprint OTHER_CONTENT = new Fingerprint(1, 2);
  private static final Fingerprint LOGIC = new Fingerprint(2, 1);
  private static final Fingerprint OTHER_LOGIC = new Fingerprint(2, 2);
  private static final Claimant CLAIMANT = new Claimant(3, "k");

  private static ItemChange listed(String version) {
    return ItemChange.listed(3, "k", version, false, 9);
  }

  private static ItemChange touched() {
    return ItemChange.touched(3, "k", 9);
  }

  private static DeclaredRow row(String key, String value, int revision) {
    return DeclaredRow.of(1, revision, utf8(key), utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ItemState state(@Nullable String version, DeclaredRow... rows) {
    Map<Fingerprint, RowValue> values = new LinkedHashMap<>();
    for (DeclaredRow row : rows) {
      values.put(row.id(), row.fingerprint());
    }
    return new ItemState(version, CONTENT, LOGIC, values);
  }

  private static Outcome declared(@Nullable String version, DeclaredRow... rows) {
    return new Outcome.Declared(version, CONTENT, LOGIC, List.of(rows));
  }

  private static ItemDecision decide(
      @Nullable ItemState state, ItemChange change, Outcome outcome) {
    return ItemDecision.of(state, null, change, outcome);
  }

  private static @Nullable String versionOf(ItemDecision decision) {
    return Objects.requireNonNull(decision.state()).version();
  }

  @Nested
  class Skipping {
    @Test
    void skipsTheVersionThatTheSameLogicRead() {
      assertThat(ItemDecision.skips(state("v"), listed("v"), LOGIC)).isTrue();
    }

    @Test
    void looksAtAnotherVersionAnotherLogicAndWhatIsNotKnown() {
      assertThat(ItemDecision.skips(state("v"), listed("w"), LOGIC)).isFalse();
      assertThat(ItemDecision.skips(state("v"), listed("v"), OTHER_LOGIC)).isFalse();
      assertThat(ItemDecision.skips(state(null), listed("v"), LOGIC)).isFalse();
      assertThat(ItemDecision.skips(null, listed("v"), LOGIC)).isFalse();
    }

    @Test
    void looksAtWhatIsForcedTouchedOrGone() {
      ItemChange forced = ItemChange.listed(3, "k", "v", true, 9);

      assertThat(ItemDecision.skips(state("v"), forced, LOGIC)).isFalse();
      assertThat(ItemDecision.skips(state("v"), touched(), LOGIC)).isFalse();
      assertThat(ItemDecision.skips(state("v"), ItemChange.gone(3, "k", 9), LOGIC)).isFalse();
    }

    @Test
    void contentIsKnownOnlyUnderTheSameLogic() {
      assertThat(ItemDecision.knownContent(state("v"), LOGIC)).isEqualTo(CONTENT);
      assertThat(ItemDecision.knownContent(state(null), LOGIC)).isEqualTo(CONTENT);
      assertThat(ItemDecision.knownContent(state("v"), OTHER_LOGIC)).isNull();
      assertThat(ItemDecision.knownContent(null, LOGIC)).isNull();
    }
  }

  @Nested
  class Declaring {
    private final DeclaredRow kept = row("kept", "1", 1);
    private final DeclaredRow before = row("changed", "1", 1);
    private final DeclaredRow after = row("changed", "2", 1);
    private final DeclaredRow dropped = row("dropped", "1", 1);
    private final DeclaredRow added = row("added", "1", 1);

    @Test
    void claimsWhatIsNewOrOtherAndReleasesWhatIsNotDeclaredAnyMore() {
      ItemDecision decision =
          decide(state("v", kept, before, dropped), listed("w"), declared("w", kept, after, added));

      assertThat(decision.claims())
          .containsExactlyInAnyOrder(
              RowClaim.claim(CLAIMANT, after),
              RowClaim.claim(CLAIMANT, added),
              RowClaim.release(CLAIMANT, dropped.id()));
      assertThat(decision.state()).isEqualTo(state("w", kept, after, added));
      assertThat(decision.trouble()).isNull();
    }

    @Test
    void anEqualRowUnderAnotherRevisionIsClaimedAgain() {
      DeclaredRow again = row("kept", "1", 2);

      assertThat(decide(state("v", kept), listed("v"), declared("v", again)).claims())
          .containsExactly(RowClaim.claim(CLAIMANT, again));
    }

    @Test
    void anEqualRowOfAnotherGenerationIsAnotherRow() {
      DeclaredRow again = DeclaredRow.of(2, 1, utf8("kept"), utf8("1"));

      assertThat(decide(state("v", kept), listed("v"), declared("v", again)).claims())
          .containsExactlyInAnyOrder(
              RowClaim.claim(CLAIMANT, again), RowClaim.release(CLAIMANT, kept.id()));
    }

    @Test
    void theLogicAndContentThatRanAreRemembered() {
      Outcome outcome = new Outcome.Declared("v", OTHER_CONTENT, OTHER_LOGIC, List.of());
      ItemState remembered =
          Objects.requireNonNull(decide(state("v"), listed("v"), outcome).state());

      assertThat(remembered.content()).isEqualTo(OTHER_CONTENT);
      assertThat(remembered.logic()).isEqualTo(OTHER_LOGIC);
    }

    @Test
    void anItemWithoutRowsIsRemembered() {
      assertThat(decide(null, listed("v"), declared("v")).state()).isEqualTo(state("v"));
    }
  }

  @Nested
  class Settling {
    @Test
    void theVersionIsKeptOnlyIfTheReadProvedIt() {
      assertThat(versionOf(decide(null, listed("v"), declared("v")))).isEqualTo("v");
      assertThat(versionOf(decide(null, listed("v"), declared("w")))).isNull();
      assertThat(versionOf(decide(null, listed("v"), declared(null)))).isNull();
      assertThat(versionOf(decide(state("u"), listed("v"), new Outcome.Unchanged("w")))).isNull();
    }

    @Test
    void anUnprovedVersionMakesTheNextScanLookAgain() {
      ItemDecision decision = decide(null, listed("v"), declared("w"));

      assertThat(decision.trouble()).isEqualTo(new Trouble(3, "k", "v", null, 0));
    }

    @Test
    void afterAWatchTheMarkInTheShardDoesThat() {
      ItemDecision decision = decide(state("v"), touched(), declared("w"));

      assertThat(versionOf(decision)).isNull();
      assertThat(decision.trouble()).isNull();
    }

    @Test
    void equalContentOnlyRemembersTheVersion() {
      DeclaredRow row = row("r", "1", 1);
      ItemDecision decision = decide(state("v", row), listed("w"), new Outcome.Unchanged("w"));

      assertThat(decision.state()).isEqualTo(state("w", row));
      assertThat(decision.claims()).isEmpty();
      assertThat(decision.trouble()).isNull();
    }

    @Test
    void successEndsTrouble() {
      Trouble before = new Trouble(3, "k", "v", "broken", 4);

      assertThat(ItemDecision.of(state(null), before, listed("v"), declared("v")).trouble())
          .isNull();
      assertThat(
              ItemDecision.of(state(null), before, listed("v"), new Outcome.Unchanged("v"))
                  .trouble())
          .isNull();
    }
  }

  @Nested
  class Failing {
    private final DeclaredRow row = row("r", "1", 1);

    @Test
    void forgetsTheVersionAndKeepsTheRest() {
      ItemDecision decision = decide(state("v", row), listed("w"), new Outcome.Failed("broken"));

      assertThat(decision.state()).isEqualTo(state(null, row));
      assertThat(decision.claims()).isEmpty();
      assertThat(decision.trouble()).isEqualTo(new Trouble(3, "k", "w", "broken", 1));
    }

    @Test
    void countsFailuresInARow() {
      Trouble before = new Trouble(3, "k", "v", "broken", 4);
      ItemDecision decision =
          ItemDecision.of(null, before, listed("w"), new Outcome.Failed("still"));

      assertThat(decision.state()).isNull();
      assertThat(decision.trouble()).isEqualTo(new Trouble(3, "k", "w", "still", 5));
    }
  }

  @Nested
  class Going {
    private final DeclaredRow row = row("r", "1", 1);

    @Test
    void releasesEverything() {
      ItemDecision decision = ItemDecision.gone(state("v", row), CLAIMANT);

      assertThat(decision.state()).isNull();
      assertThat(decision.trouble()).isNull();
      assertThat(decision.claims()).containsExactly(RowClaim.release(CLAIMANT, row.id()));
      assertThat(ItemDecision.gone(null, CLAIMANT).claims()).isEmpty();
    }

    @Test
    void anItemThatVanishedAfterItWasListedKeepsItsRowsAndIsLookedForAgain() {
      ItemDecision decision = decide(state("v", row), listed("w"), new Outcome.Vanished());

      assertThat(decision.state()).isEqualTo(state(null, row));
      assertThat(decision.claims()).isEmpty();
      assertThat(decision.trouble()).isEqualTo(new Trouble(3, "k", "w", null, 0));
      assertThat(decide(null, listed("w"), new Outcome.Vanished()).state()).isNull();
    }

    @Test
    void anItemThatAWatchSawGoReleasesEverything() {
      ItemDecision decision = decide(state("v", row), touched(), new Outcome.Vanished());

      assertThat(decision)
          .isEqualTo(new ItemDecision(null, null, List.of(RowClaim.release(CLAIMANT, row.id()))));
    }
  }
}
