import static java.time.Duration.ofMillis;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.localfiles.LocalDirectory;
import dev.freshet.localfiles.LocalFiles;
import java.util.List;

/** What the golden states are states of. Paths are those from the module's directory. */
public final class Golden implements Flow {
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
    var notes =
        flow.source("notes", new LocalFiles(HOME + "notes", List.of("*.txt")))
            .refreshEvery(ofMillis(200));
    var pages = flow.target("pages", new LocalDirectory(HOME + "pages", ".txt"), Page.class);
    var tags = flow.target("tags", new LocalDirectory(HOME + "tags", ".txt"), Page.class);
    flow.forEach(
        documents,
        (document, context) -> {
          if (document.text().contains("broken")) {
            throw new IllegalArgumentException("This document is broken");
          }
          context.declare(pages, new Page(document.key(), document.text().toUpperCase()));
          context.declare(tags, new Page(document.text().substring(2, 3), "a tag"));
        });
    flow.forEach(
        notes,
        (note, context) -> context.declare(pages, new Page("notes/" + note.key(), note.text())));
  }
}
