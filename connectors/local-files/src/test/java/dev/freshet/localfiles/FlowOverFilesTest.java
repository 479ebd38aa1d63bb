package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.testkit.Changes;
import dev.freshet.testkit.FlowTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flow over files and directories is tested without any. */
final class FlowOverFilesTest {
  private static final String NOWHERE = "no-such-directory";

  /** The page of a document. */
  public record Page(@Key String filename, String html) {}

  /** One page a document, drafts left out. */
  public static final class Pages implements Flow {
    @Override
    public String name() {
      return "pages";
    }

    @Override
    public void define(FlowBuilder flow) {
      var documents = flow.source("documents", new LocalFiles(NOWHERE, List.of("**/*.md")));
      var pages = flow.target("pages", new LocalDirectory(NOWHERE, ".html"), Page.class);
      flow.forEach(
          documents,
          (document, context) -> {
            if (!document.text().startsWith("draft")) {
              context.declare(pages, new Page(document.key(), "<p>" + document.text() + "</p>"));
            }
          });
    }
  }

  @Test
  void givesRowsAndDifferencesWithoutTouchingFiles() {
    try (FlowTester tester = FlowTester.of(new Pages())) {
      tester.source("documents").put("a.md", "one").put("b.md", "draft").put("c.md", "three");
      tester.update();
      assertThat(tester.rows("pages"))
          .containsExactly(new Page("a.md", "<p>one</p>"), new Page("c.md", "<p>three</p>"));

      tester.source("documents").put("a.md", "draft again").put("b.md", "two").remove("c.md");
      Changes changes = tester.update();
      assertThat(changes.upserts("pages")).containsExactly(new Page("b.md", "<p>two</p>"));
      assertThat(changes.deletes("pages", Page.class))
          .extracting(Page::filename)
          .containsExactlyInAnyOrder("a.md", "c.md");
    }
    assertThat(Path.of(NOWHERE)).matches(Files::notExists);
  }
}
