package dev.freshet.engine.item.memo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.encoding.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MemoEntryTest {
  private static final byte[] KEY = MemoEntry.key(new Fingerprint(1, -1));
  private static final byte[] RESULT = "result".getBytes(StandardCharsets.UTF_8);

  @Test
  void readsWhatEarlierReleasesWrote() {
    byte[] entry = HexFormat.of().parseHex("01db4c98fb726573756c74");

    assertThat(MemoEntry.encode(KEY, RESULT)).isEqualTo(entry);
    assertThat(MemoEntry.decode(KEY, entry)).isEqualTo(RESULT);
  }

  @Test
  void missesAnEntryWithAnyBitChangedOrCut() {
    byte[] entry = MemoEntry.encode(KEY, RESULT);
    for (int bit = 0; bit < entry.length * 8; bit++) {
      byte[] changed = entry.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(MemoEntry.decode(KEY, changed)).isNull();
    }
    for (int length = 0; length < entry.length; length++) {
      assertThat(MemoEntry.decode(KEY, Arrays.copyOf(entry, length))).isNull();
    }
  }

  @Test
  void missesTheEntryOfAnotherKey() {
    byte[] other = MemoEntry.key(new Fingerprint(2, -1));

    assertThat(MemoEntry.decode(other, MemoEntry.encode(KEY, RESULT))).isNull();
  }
}
