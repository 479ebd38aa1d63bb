package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
  @Test
  void findsEveryKeyAndNoOther() throws Exception {
    List<String> keys = new ArrayList<>();
    KeyIndex index = new KeyIndex(keys::get);
    for (int i = 0; i < 5_000; i++) {
      keys.add("key " + i * 7);
      assertThat(index.add(keys.get(i), i)).isNegative();
    }
    for (int i = 0; i < 5_000; i++) {
      assertThat(index.get("key " + i * 7)).isEqualTo(i);
      assertThat(index.get("key " + (i * 7 + 1))).isNegative();
    }
    assertThat(index.add("key 14", 5_000)).isEqualTo(2);
  }
}
