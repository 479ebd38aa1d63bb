package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.SourceConnector;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LocalFilesConnectorTest {
  @Test
  void isFoundByItsService() {
    assertThat(ServiceLoader.load(SourceConnector.class))
        .hasAtLeastOneElementOfType(LocalFilesConnector.class);
  }

  @Test
  void acceptsTheDefaultsOfAPathThatIsNotThere() {
    check(new LocalFiles("not/there"));
  }

  @Test
  void refusesOptionsThatCanNeverWork() {
    assertRefused(new LocalFiles(" "), "path is blank");
    assertRefused(new LocalFiles("a\0b"), "cannot be a path here");
    assertRefused(new LocalFiles("docs", List.of()), "include is empty");
    assertRefused(new LocalFiles("docs", List.of("**.md")), "the pattern \"**.md\" has **");
    assertRefused(new LocalFiles("docs", List.of("**"), List.of("drafts/"), 0, false), "drafts/**");
    assertRefused(
        new LocalFiles("docs", List.of("**"), List.of(), -1, false), "max-file-size is -1");
  }

  private static void assertRefused(LocalFiles spec, String message) {
    assertThatThrownBy(() -> check(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("source documents: ")
        .hasMessageContaining(message);
  }

  private static void check(LocalFiles spec) {
    new LocalFilesConnector().check(SourceDirectory.setup(spec));
  }
}
