package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.engine.row.Difference;
import java.io.IOException;
import java.util.Arrays;

/** Any bytes where subtasks and the one who watches them exchange something. */
class MessagesFuzzTest {
  /** The first byte says what. */
  @FuzzTest
  void anyBytesAreReadOrRefused(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0] & 7) {
        case 0 -> same(Progress.fromBytes(bytes), Progress.fromBytes(bytes).toBytes());
        case 1 -> {
          byte[] again = Counters.fromBytes(bytes).toBytes();
          assertThat(Counters.fromBytes(again).toBytes()).isEqualTo(again);
        }
        case 2 -> {
          byte[] again = FailureFile.fromBytes(bytes).toBytes();
          assertThat(FailureFile.fromBytes(again).toBytes()).isEqualTo(again);
        }
        case 3 -> {
          FlowSplit.Serializer serializer = new FlowSplit.Serializer();
          byte[] again = serializer.serialize(serializer.deserialize(1, bytes));
          assertThat(serializer.serialize(serializer.deserialize(1, again))).isEqualTo(again);
        }
        default -> Difference.read(new BinaryReader(bytes));
      }
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void same(Progress progress, byte[] bytes) {
    assertThat(Progress.fromBytes(bytes)).isEqualTo(progress);
  }
}
