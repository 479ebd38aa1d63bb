package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.api.internal.KeyPattern;
import java.nio.charset.StandardCharsets;

/** Any pattern against any key: an answer, or a clear error. */
class KeyPatternFuzzTest {
  /** The first line is the pattern. */
  @FuzzTest
  void anyPatternAnswersOrIsRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int end = Math.max(0, text.indexOf('\n'));
    try {
      var unused = KeyPattern.compile(text.substring(0, end)).test(text.substring(end));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
