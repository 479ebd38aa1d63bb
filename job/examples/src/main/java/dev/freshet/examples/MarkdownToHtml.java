package dev.freshet.examples;

import static dev.freshet.markdown.Markdown.toHtml;
import static java.time.Duration.ofSeconds;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.localfiles.LocalDirectory;
import dev.freshet.localfiles.LocalFiles;
import java.util.List;

/** Keeps one HTML page in {@code output_html} for each Markdown document below {@code docs}. */
public final class MarkdownToHtml implements Flow {
  public record Page(@Key String filename, String html) {}

  @Override
  public String name() {
    return "markdown-to-html";
  }

  @Override
  public void define(FlowBuilder flow) {
    var documents =
        flow.source("documents", new LocalFiles("docs", List.of("**/*.md")))
            .refreshEvery(ofSeconds(5));
    var pages = flow.target("pages", new LocalDirectory("output_html", ".html"), Page.class);

    flow.forEach(
        documents,
        (document, context) ->
            context.declare(pages, new Page(document.key(), toHtml(document.text()))));
  }
}
