import static java.time.Duration.ofMillis;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.localfiles.LocalDirectory;
import dev.freshet.localfiles.LocalFiles;
import java.util.List;

/** The same flow after an edit: another function, a target and a source less, a target more. */
public final class GoldenEdited implements Flow {
  private static final String HOME = "target/golden/";

  public record Page(@Key String filename, String text) {}

  @Override
  public String name() {
    return "golden";
  }

  @Override
  public void define(FlowBuilder flow) {
    var documents =
        flow.source("documents", new LocalFiles(HOME + "documents", List.of("**/*.md")))
            .refreshEvery(ofMillis(200));
    var pages = flow.target("pages", new LocalDirectory(HOME + "pages", ".txt"), Page.class);
    var words = flow.target("words", new LocalDirectory(HOME + "words", ".txt"), Page.class);
    flow.forEach(
        documents,
        (document, context) -> {
          context.declare(pages, new Page(document.key(), document.text().toLowerCase()));
          context.declare(words, new Page(document.key(), document.text().split(" ").length + ""));
        });
  }
}
