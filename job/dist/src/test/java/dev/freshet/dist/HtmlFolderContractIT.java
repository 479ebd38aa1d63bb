package dev.freshet.dist;

import dev.freshet.api.Key;
import dev.freshet.examples.HtmlFolder;
import dev.freshet.examples.HtmlFolderConnector;
import dev.freshet.testkit.TargetConnectorContract;
import dev.freshet.trial.Workshop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code html-folder} keeps what the engine relies on. */
final class HtmlFolderContractIT
    extends TargetConnectorContract<HtmlFolder, HtmlFolderContractIT.Page> {
  record Page(@Key String filename, String html) {}

  @TempDir Path root;

  @Override
  protected HtmlFolderConnector connector() {
    return new HtmlFolderConnector();
  }

  @Override
  protected HtmlFolder spec(String place) {
    return new HtmlFolder(root.resolve(place).toString());
  }

  @Override
  protected Page row(String key, String text) {
    return new Page(key, text);
  }

  @Override
  protected boolean takes(Page row) {
    String name = row.filename();
    return name.length() <= 200
        && !name.contains("\0")
        && !name.startsWith("/")
        && !name.contains("../");
  }

  @Override
  protected Collection<Page> rowsAt(HtmlFolder spec) throws Exception {
    List<Page> pages = new ArrayList<>();
    Workshop.files(Path.of(spec.folder()))
        .forEach((file, html) -> pages.add(new Page(file.replaceFirst("\\.html$", ""), html)));
    return pages;
  }
}
