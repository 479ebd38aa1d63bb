package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.ItemVersion;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemState;
import dev.freshet.engine.item.Listing;
import dev.freshet.engine.item.ShardState;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.DeclaredRow;
import dev.freshet.engine.row.RowClaim;
import dev.freshet.engine.row.RowDecision;
import dev.freshet.engine.row.RowState;
import dev.freshet.engine.row.RowValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.CompositeKeySerializationUtils;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.junit.jupiter.api.Test;

/**
 * Keyed state takes no more bytes than docs/scaling.md says, which has them as RocksDB gets them:
 * key and value, without its own eight a entry, and without the text of the keys of items and rows.
 */
class StateSizesTest {
  private static final int MAX_PARALLELISM = 512;
  private static final String KEY = "guide/getting-started.md";
  private static final String VERSION = "1h6q6tfrg0000.200.0.gi81";
  private static final Fingerprint ANY = new Fingerprint(1, 2);

  private static int stored(byte[] value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    CompositeKeySerializationUtils.writeKeyGroup(
        7,
        CompositeKeySerializationUtils.computeRequiredBytesInKeyGroupPrefix(MAX_PARALLELISM),
        out);
    new WireSerializer<Fingerprint>(Wire.FINGERPRINT).serialize(ANY, out);
    VoidNamespaceSerializer.INSTANCE.serialize(VoidNamespace.INSTANCE, out);
    BytePrimitiveArraySerializer.INSTANCE.serialize(value, out);
    return out.length();
  }

  private static ItemState item(int rows) {
    Map<Fingerprint, RowValue> declared = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      declared.put(new Fingerprint(row, row), new RowValue(ANY, 1));
    }
    return new ItemState(VERSION, ANY, ANY, declared);
  }

  @Test
  void anItemTakes63BytesAndItsVersion() throws IOException {
    assertThat(stored(item(0).toBytes()) - VERSION.length()).isLessThanOrEqualTo(63);
  }

  @Test
  void eachRowOfAnItemTakes33BytesThere() throws IOException {
    assertThat(stored(item(100).toBytes()) - stored(item(0).toBytes())).isLessThanOrEqualTo(3300);
  }

  @Test
  void anItemsPlaceInItsShardTakes2BytesAndItsKeyAndVersion() throws IOException {
    Listing listing = new Listing(1);
    for (int item = 100; item < 292; item++) {
      listing.add(new ItemVersion(KEY + item, VERSION));
    }
    byte[] shard = new ShardState(1, Set.of(), listing.takeShard(0, 1)).toBytes();

    int text = KEY.length() + 3 + VERSION.length();
    assertThat((stored(shard) - 192 * text) / 192.0).isLessThan(2.2);
  }

  @Test
  void aRowTakes57BytesWithoutItsKeyAndThatOfItsItem() throws IOException {
    byte[] key = "42".getBytes(StandardCharsets.UTF_8);
    RowClaim claim =
        RowClaim.claim(new Claimant(1, KEY), DeclaredRow.of(1, 1, key, new byte[2000]));
    RowState row =
        Objects.requireNonNull(
            RowDecision.decide(null, claim, null)
                .at(Instant.parse("2026-11-23T10:00:00Z"), null)
                .state());

    assertThat(stored(row.toBytes()) - key.length - KEY.length()).isLessThanOrEqualTo(57);
  }
}
