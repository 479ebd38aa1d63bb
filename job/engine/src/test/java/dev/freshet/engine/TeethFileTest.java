package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code teeth/teeth.txt} keeps up with the sources. */
class TeethFileTest {
  @Test
  void everySentenceIsInTheSourcesOnce() throws Exception {
    List<Tooth> teeth = Tooth.readAll(Path.of("teeth", "teeth.txt"));
    assertThat(teeth).hasSizeGreaterThan(50);
    for (Tooth tooth : teeth) {
      for (Tooth.Edit edit : tooth.edits()) {
        assertThatCode(() -> edit.applied(Path.of("src")))
            .as(tooth.sentence())
            .doesNotThrowAnyException();
      }
    }
  }
}
