package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardComparisonTest {
  private static final int SOURCE = 3;
  private static final long SCAN = 7;
  private static final long EPOCH = 2;

  /** {@code "a:1", "b:2"}: keys with their versions. */
  private static ShardEntries entries(String... keysAndVersions) {
    Listing listing = new Listing(1);
    for (String each : keysAndVersions) {
      String[] keyAndVersion = each.split(":");
      listing.add(new ItemVersion(keyAndVersion[0], keyAndVersion[1]));
    }
    return listing.takeShard(0, 1);
  }

  private static ShardMessage.Listed listed(String... keysAndVersions) {
    return new ShardMessage.Listed(SOURCE, 0, SCAN, entries(keysAndVersions), false);
  }

  private static ShardMessage.Listed heldListing(String... keysAndVersions) {
    return new ShardMessage.Listed(SOURCE, 0, SCAN, entries(keysAndVersions), true);
  }

  private static ShardState state(Set<String> dirty, String... keysAndVersions) {
    return new ShardState(EPOCH, dirty, entries(keysAndVersions));
  }

  private static ShardComparison compare(@Nullable ShardState before, ShardMessage.Listed listed) {
    return ShardComparison.compare(before, listed, EPOCH);
  }

  private static ItemChange change(String key, String version, boolean force) {
    return ItemChange.listed(SOURCE, key, version, force, SCAN);
  }

  private static ItemChange gone(String key) {
    return ItemChange.gone(SOURCE, key, SCAN);
  }

  @Test
  void nothingIsRememberedOfAnEmptyShard() {
    ShardComparison comparison = compare(null, listed());

    assertThat(comparison.state()).isNull();
    assertThat(comparison.stateChanged()).isFalse();
    assertThat(comparison.changes()).isEmpty();
  }

  @Test
  void everythingIsNewAtFirst() {
    ShardComparison comparison = compare(null, listed("b:2", "a:1"));

    assertThat(comparison.changes())
        .containsExactly(change("a", "1", false), change("b", "2", false));
    assertThat(comparison.state()).isEqualTo(state(Set.of(), "a:1", "b:2"));
  }

  @Test
  void anUnchangedShardCostsNothing() {
    ShardState before = state(Set.of(), "a:1", "b:2");
    ShardComparison comparison = compare(before, listed("b:2", "a:1"));

    assertThat(comparison.changes()).isEmpty();
    assertThat(comparison.stateChanged()).isFalse();
    assertThat(comparison.state()).isSameAs(before);
  }

  @Test
  void newChangedAndGoneItemsComeOut() {
    ShardComparison comparison =
        compare(state(Set.of(), "a:1", "b:2", "d:4"), listed("a:1", "b:3", "c:1"));

    assertThat(comparison.changes())
        .containsExactly(change("b", "3", false), change("c", "1", false), gone("d"));
    assertThat(comparison.state()).isEqualTo(state(Set.of(), "a:1", "b:3", "c:1"));
  }

  @Test
  void aVersionIsComparedForEqualityAndNotForOrder() {
    assertThat(compare(state(Set.of(), "a:2"), listed("a:1")).changes())
        .containsExactly(change("a", "1", false));
  }

  @Test
  void theLastItemTakesTheStateWithIt() {
    ShardComparison comparison = compare(state(Set.of(), "a:1"), listed());

    assertThat(comparison.changes()).containsExactly(gone("a"));
    assertThat(comparison.state()).isNull();
    assertThat(comparison.stateChanged()).isTrue();
  }

  @Test
  void aMarkedItemIsEmittedWhateverItsVersionAndWhetherItIsThereOrNot() {
    ShardState before = state(Set.of("a", "gone", "never"), "a:1", "b:2", "gone:1");
    ShardComparison comparison = compare(before, listed("a:1", "b:2"));

    assertThat(comparison.changes())
        .containsExactlyInAnyOrder(change("a", "1", true), gone("gone"), gone("never"));
    assertThat(comparison.state()).isEqualTo(state(Set.of(), "a:1", "b:2"));
  }

  @Test
  void anotherEpochEmitsEverything() {
    ShardComparison comparison =
        ShardComparison.compare(state(Set.of(), "a:1", "b:2"), listed("a:1", "b:2"), EPOCH + 1);

    assertThat(comparison.changes())
        .containsExactly(change("a", "1", false), change("b", "2", false));
    assertThat(Objects.requireNonNull(comparison.state()).epoch()).isEqualTo(EPOCH + 1);
  }

  @Test
  void aWatchMarksItsItemAndKeepsTheEpochOfTheLastComparison() {
    ShardState touched = ShardComparison.touched(state(Set.of("b"), "a:1"), "a", EPOCH + 1);

    assertThat(touched).isEqualTo(state(Set.of("a", "b"), "a:1"));
    assertThat(ShardComparison.touched(null, "a", EPOCH))
        .isEqualTo(new ShardState(EPOCH, Set.of("a"), ShardEntries.EMPTY));
  }

  @Test
  void aHeldRemovalStaysInTheShardAndIsFoundAgain() {
    ShardComparison held = compare(state(Set.of(), "a:1", "b:2"), heldListing("a:5"));
    ShardState kept = Objects.requireNonNull(held.state());

    assertThat(held.changes()).containsExactly(change("a", "5", false));
    assertThat(held.held()).containsExactly("b");
    assertThat(compare(kept, listed("a:5")).changes()).containsExactly(gone("b"));
    assertThat(compare(kept, listed("a:5", "b:2")).changes()).isEmpty();
  }

  @Test
  void aMarkOnAHeldItemStays() {
    ShardComparison held = compare(state(Set.of("a", "new"), "a:1"), heldListing());

    assertThat(held.changes()).containsExactly(gone("new"));
    assertThat(held.state()).isEqualTo(state(Set.of("a"), "a:1"));
  }

  @Test
  void anItemThatWasHeldWhileTheLogicChangedIsEmittedWhenItIsBack() {
    ShardState before = state(Set.of(), "a:1", "b:2");
    ShardComparison held = ShardComparison.compare(before, heldListing("a:1"), EPOCH + 1);
    ShardComparison back = ShardComparison.compare(held.state(), listed("a:1", "b:2"), EPOCH + 1);

    assertThat(held.changes()).containsExactly(change("a", "1", false));
    assertThat(back.changes()).containsExactly(change("b", "2", true));
  }
}
