package dev.freshet.examples;

import static dev.freshet.markdown.Markdown.toHtml;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.localfiles.LocalFiles;
import java.util.List;

/**
 * Two sources, two targets, and a row under a condition: every article and note has a headline, and
 * an article that is no draft has a page too.
 *
 * @param directory where everything is; {@code newsroom} by default
 */
public record Newsroom(String directory) implements Flow {
  public record Page(@Key String filename, String html) {}

  public record Headline(@Key String document, String text, boolean published) {}

  public Newsroom() {
    this("newsroom");
  }

  @Override
  public String name() {
    return "newsroom";
  }

  @Override
  public void define(FlowBuilder flow) {
    var articles = flow.source("articles", new LocalFiles(directory + "/articles"));
    var notes = flow.source("notes", new LocalFiles(directory + "/notes", List.of("*.txt")));
    var pages = flow.target("pages", new HtmlFolder(directory + "/site"), Page.class);
    var headlines =
        flow.target("headlines", new ChangeLog(directory + "/headlines"), Headline.class);

    flow.forEach(
        articles,
        (article, context) -> {
          String headline = firstLine(article.text());
          boolean published = !headline.startsWith("Draft");
          context.declare(headlines, new Headline(article.key(), headline, published));
          if (published) {
            context.declare(pages, new Page(article.key(), toHtml(article.text())));
          }
        });
    flow.forEach(
        notes,
        (note, context) ->
            context.declare(headlines, new Headline(note.key(), firstLine(note.text()), true)));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
