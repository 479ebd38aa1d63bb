package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.ItemVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static List<ItemVersion> items(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ItemVersion("docs/" + i + "/ä.md", "v" + i))
        .toList();
  }

  private static Listing listing(int shards, List<ItemVersion> items) {
    Listing listing = new Listing(shards);
    items.forEach(listing::add);
    return listing;
  }

  private static List<ShardEntries> shards(Listing listing, int shards) {
    return IntStream.range(0, shards).mapToObj(i -> listing.takeShard(i, shards)).toList();
  }

  @Test
  void everyItemIsInTheShardOfItsKeyAndNowhereElse() {
    List<ShardEntries> shards = shards(listing(64, items(1_000)), 64);

    for (int shard = 0; shard < 64; shard++) {
      for (ShardEntries.Entry entry : shards.get(shard).entries()) {
        assertThat(Listing.shardOf(entry.key(), 64)).isEqualTo(shard);
      }
    }
    assertThat(shards.stream().flatMap(shard -> shard.entries().stream()))
        .map(entry -> new ItemVersion(entry.key(), entry.version()))
        .containsExactlyInAnyOrderElementsOf(items(1_000));
  }

  @Test
  void theOrderOfTheListingDoesNotMatter() {
    List<ItemVersion> shuffled = new ArrayList<>(items(500));
    Collections.shuffle(shuffled, new Random(1));

    assertThat(shards(listing(64, shuffled), 64)).isEqualTo(shards(listing(64, items(500)), 64));
    assertThat(listing(64, shuffled).keyHashes()).isSorted();
  }

  @Test
  void aFirstListingIsCutAsLaterOnesAre() {
    Listing first = listing(0, items(3_000));

    assertThat(shards(first, 64)).isEqualTo(shards(listing(64, items(3_000)), 64));
  }

  @Test
  void shardsAreEvenlyFilled() {
    List<ShardEntries> shards = shards(listing(64, items(20_000)), 64);

    assertThat(shards).allMatch(shard -> Math.abs(shard.entries().size() - 312) < 100);
  }

  @Test
  void theNumberOfShardsSuitsTheFirstListing() {
    assertThat(new Listing(0).suitableShards()).isEqualTo(64);
    assertThat(listing(0, items(64 * 192)).suitableShards()).isEqualTo(64);
    assertThat(listing(0, items(64 * 192 + 1)).suitableShards()).isEqualTo(128);
  }

  @Test
  void oneShardTakesEverything() {
    assertThat(listing(1, items(100)).takeShard(0, 1).entries()).hasSize(100);
    assertThat(Listing.shardOf("any", Listing.MOST_SHARDS)).isBetween(0, Listing.MOST_SHARDS - 1);
  }

  @Test
  void aKeyThatIsListedTwiceIsAnError() {
    Listing listing = listing(1, List.of(new ItemVersion("a", "1"), new ItemVersion("a", "2")));

    assertThatThrownBy(() -> listing.takeShard(0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"a\" twice");
  }

  @Test
  void aKeysHashNeverChanges() {
    assertThat(Listing.hash("")).isEqualTo(-780_787_492_076_525_413L);
    assertThat(Listing.hash("docs/guide.md")).isEqualTo(5_826_488_788_883_723_428L);
  }

  @Test
  void keysMayHoldAnyCharacter() {
    List<ItemVersion> odd =
        List.of(
            new ItemVersion("", ""),
            new ItemVersion("\0", "\n"),
            new ItemVersion("e\u0301", "1"),
            new ItemVersion("\u00e9", "1"),
            new ItemVersion("\ud83d\ude00".repeat(500), "x"));
    ShardEntries entries = listing(1, odd).takeShard(0, 1);

    assertThat(entries.entries())
        .map(entry -> new ItemVersion(entry.key(), entry.version()))
        .containsExactlyInAnyOrderElementsOf(odd);
    assertThat(new ShardEntries(Arrays.copyOf(entries.bytes(), entries.bytes().length)))
        .isEqualTo(entries)
        .hasSameHashCodeAs(entries);
  }
}
