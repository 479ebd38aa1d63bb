package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryBlocksTest {
  @Test
  void sequencesThatGrowBesideEachOtherStayWhatWasPut() {
    Random random = new Random(1);
    EntryBlocks blocks = new EntryBlocks(9);
    BinaryWriter[] expected = new BinaryWriter[8];
    for (int i = 0; i < 20_000; i++) {
      int sequence = random.nextInt(8);
      byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(1000) : random.nextInt(60)];
      random.nextBytes(bytes);
      blocks.putBytes(sequence, bytes);
      expected[sequence] =
          (expected[sequence] == null ? new BinaryWriter() : expected[sequence]).putBytes(bytes);
    }

    for (int sequence = 0; sequence < 8; sequence++) {
      assertThat(blocks.bytes(sequence)).isEqualTo(expected[sequence].toByteArray());
    }
    assertThat(blocks.bytes(8)).isEmpty();
  }

  @Test
  void aLengthThatTakesTwoBytesMayLieAcrossTwoBlocks() {
    EntryBlocks blocks = new EntryBlocks(1);
    blocks.putBytes(0, new byte[252]);
    blocks.putBytes(0, new byte[0]);
    blocks.putBytes(0, new byte[300]);

    BinaryReader in = new BinaryReader(blocks.bytes(0));
    assertThat(in.getBytes()).hasSize(252);
    assertThat(in.getBytes()).isEmpty();
    assertThat(in.getBytes()).hasSize(300);
    in.expectEnd();
  }
}
