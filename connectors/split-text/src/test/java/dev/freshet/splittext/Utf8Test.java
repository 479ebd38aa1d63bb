package dev.freshet.splittext;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void everyCharacterBeginsWhereItsBytesBegin() {
    for (int seed = 0; seed < 200; seed++) {
      String text = Texts.random(new Random(seed), 60);
      Utf8 bytes = new Utf8(text);
      for (int i = 0; i <= text.length(); i++) {
        if (i == 0
            || i == text.length()
            || !Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i))) {
          int offset = text.substring(0, i).getBytes(UTF_8).length;
          assertThat(bytes.character(offset)).as("seed %d, character %d", seed, i).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void isReadInPieces() {
    Utf8 bytes = new Utf8("aä😀");
    byte[] buffer = new byte[4];
    assertThat(bytes.read(buffer, 0)).isEqualTo(4);
    assertThat(bytes.read(buffer, 4)).isEqualTo(3);
    assertThat(bytes.read(buffer, 7)).isZero();
    assertThat(bytes.read(buffer, 100)).isZero();
    assertThat(bytes.text(1, 3)).isEqualTo("ä");
  }
}
