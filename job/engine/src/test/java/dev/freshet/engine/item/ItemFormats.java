package dev.freshet.engine.item;

import dev.freshet.api.ItemVersion;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.engine.GoldenFormat;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.RowValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this package writes into snapshots and beside them. */
public final class ItemFormats {
  private static final String GOLDEN = "dev/freshet/engine/item/golden/";

  private ItemFormats() {}

  public static List<GoldenFormat<?>> all() {
    return List.of(
        new GoldenFormat<>(
            GOLDEN + "shard-state",
            shardState(),
            0,
            false,
            (state, directory) -> state.toBytes(),
            (bytes, directory) -> whole(ShardState.fromBytes(bytes))),
        new GoldenFormat<>(
            GOLDEN + "item-state",
            itemState(),
            0,
            false,
            (state, directory) -> state.toBytes(),
            (bytes, directory) -> ItemState.fromBytes(bytes)),
        new GoldenFormat<>(
            GOLDEN + "item-change",
            ItemChange.listed(300, "docs/ä.md", "v1", true, 1L << 32),
            0,
            false,
            (change, directory) -> change.toBytes(),
            (bytes, directory) -> ItemChange.read(new BinaryReader(bytes))),
        new GoldenFormat<>(
            GOLDEN + "trouble",
            new Trouble(300, "docs/ä.md", null, "IOException: permission denied", 5),
            0,
            false,
            (trouble, directory) -> trouble.toBytes(),
            (bytes, directory) -> Trouble.fromBytes(bytes)),
        new GoldenFormat<>(
            GOLDEN + "known-keys",
            new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE},
            3,
            true,
            ItemFormats::writeKeys,
            ItemFormats::readKeys));
  }

  private static ShardState shardState() {
    Listing listing = new Listing(1);
    listing.add(new ItemVersion("docs/b.md", "17-2048"));
    listing.add(new ItemVersion("docs/ä.md", ""));
    return new ShardState(200, Set.of("docs/b.md", "new"), listing.takeShard(0, 1));
  }

  /** The entries stay bytes until they are needed. */
  private static ShardState whole(ShardState state) {
    state.entries().entries();
    return state;
  }

  private static ItemState itemState() {
    Map<Fingerprint, RowValue> rows = new LinkedHashMap<>();
    rows.put(new Fingerprint(1, 2), new RowValue(new Fingerprint(3, 4), 1));
    rows.put(new Fingerprint(-1, -2), new RowValue(new Fingerprint(-3, -4), 300));
    return new ItemState("17-2048", new Fingerprint(5, 6), new Fingerprint(7, 8), rows);
  }

  private static byte[] writeKeys(long[] hashes, Path directory) throws IOException {
    String name = new KnownKeys(directory).write(1, 0x100000001L, hashes);
    return Files.readAllBytes(directory.resolve(name));
  }

  private static long[] readKeys(byte[] bytes, Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "1-", ".keys");
    Files.write(file, bytes);
    return new KnownKeys(directory).read(file.getFileName().toString());
  }
}
