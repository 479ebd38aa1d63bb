package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.SourceProgress;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What this package writes into snapshots, read from bytes that each version wrote. */
class GoldenStateTest {
  private static final FlowSplit SPLIT =
      new FlowSplit(
          3,
          (3L << 32) + 7,
          List.of(
              new SourceProgress(1, 64, "1-300000007.keys", null, 0),
              new SourceProgress(2, 0, null, "0/16B3748", 0)));
  private static final FlowSplit SPLIT_WITH_EPOCH =
      new FlowSplit(
          3,
          (3L << 32) + 7,
          List.of(
              new SourceProgress(1, 64, "1-300000007.keys", null, 0),
              new SourceProgress(2, 128, null, "0/16B3748", 5)));
  private static final Counters COUNTERS =
      new Counters(3, new Progress(Map.of("items", 10_000L, "added/documents", 2L), List.of()));

  @Test
  void readsTheSourcesOfVersionOne() throws IOException {
    FlowSplit.Serializer serializer = new FlowSplit.Serializer();
    assertThat(serializer.deserialize(1, golden("flow-split"))).isEqualTo(SPLIT);
  }

  @Test
  void readsTheSourcesOfVersionTwo() throws IOException {
    FlowSplit.Serializer serializer = new FlowSplit.Serializer();
    assertThat(serializer.deserialize(2, golden("flow-split-2"))).isEqualTo(SPLIT_WITH_EPOCH);
    assertThat(serializer.serialize(SPLIT_WITH_EPOCH)).isEqualTo(golden("flow-split-2"));
    assertThatThrownBy(() -> serializer.deserialize(3, golden("flow-split-2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 3, known is 2");
  }

  @Test
  void readsTheEnumeratorOfVersionOne() {
    FlowSplitEnumerator.StateSerializer serializer = new FlowSplitEnumerator.StateSerializer();
    assertThat(serializer.deserialize(1, new byte[] {1})).isTrue();
    assertThat(serializer.deserialize(1, new byte[] {0})).isFalse();
    assertThatThrownBy(() -> serializer.deserialize(2, new byte[] {1}))
        .hasMessageContaining("known is 1");
  }

  @Test
  void readsTheCountersOfVersionOne() throws IOException {
    assertThat(Counters.fromBytes(golden("counters"))).isEqualTo(COUNTERS);
    assertThat(COUNTERS.toBytes()).isEqualTo(golden("counters"));
  }

  @Test
  void readsTheFailuresOfVersionOne() throws IOException {
    FailureFile file = new FailureFile("items-3-7-0", "{\"item\":\"ä.md\",\"reason\":\"sour\"}\n");
    assertThat(FailureFile.fromBytes(golden("failure-file"))).isEqualTo(file);
    assertThat(file.toBytes()).isEqualTo(golden("failure-file"));
    byte[] newer = golden("failure-file");
    newer[0] = 2;
    assertThatThrownBy(() -> FailureFile.fromBytes(newer))
        .hasMessageContaining("version 2, known is 1");
  }

  @Test
  void readsKeysAndTheirEncodingOfVersionOne() throws IOException {
    Fingerprint key = new Fingerprint(0x0123456789abcdefL, 0x7edcba9876543210L);
    WireSerializerSnapshot<Fingerprint> snapshot = new WireSerializerSnapshot<>();
    snapshot.readSnapshot(
        1, new DataInputDeserializer(golden("key-encoding")), getClass().getClassLoader());
    TypeSerializer<Fingerprint> serializer = snapshot.restoreSerializer();
    assertThat(serializer.deserialize(new DataInputDeserializer(golden("key")))).isEqualTo(key);

    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(key, out);
    assertThat(out.getCopyOfBuffer()).isEqualTo(golden("key"));
    assertThat(key.hashCode()).isEqualTo(0x76543210);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenStateTest.class.getResourceAsStream("golden/" + name + ".hex")) {
      String hex = new String(Objects.requireNonNull(in, name).readAllBytes());
      return HexFormat.of().parseHex(hex.strip());
    }
  }
}
