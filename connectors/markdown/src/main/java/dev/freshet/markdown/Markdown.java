package dev.freshet.markdown;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Converts CommonMark with GitHub's tables to HTML pages that a browser can open as they are.
 *
 * <p>The text is not trusted: HTML tags in it are shown as text, HTML comments are left out, and a
 * link or image keeps its address only if that is relative or has the scheme {@code http}, {@code
 * https} or {@code mailto} (images: not {@code mailto}).
 *
 * <p>Headings get the anchors that GitHub gives them. May be used by several threads.
 */
public final class Markdown {
  static final String PAGE_EXTENSION = ".html";

  private static final int DEEPEST_BLOCK = 100;
  private static final List<TablesExtension> EXTENSIONS =
      List.of((TablesExtension) TablesExtension.create());
  private static final Parser PARSER =
      Parser.builder().extensions(EXTENSIONS).maxOpenBlockParsers(DEEPEST_BLOCK).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .escapeHtml(true)
          .sanitizeUrls(true)
          .urlSanitizer(new DefaultUrlSanitizer(List.of("http", "https", "mailto")))
          .percentEncodeUrls(true)
          .attributeProviderFactory(context -> new PageAttributes())
          .build();

  private Markdown() {}

  /**
   * A whole HTML page whose title is the first heading. A relative link to a Markdown file leads to
   * the page made from it, the same name followed by {@code .html}.
   *
   * @throws IllegalArgumentException if the text is nested so deeply that it cannot be converted
   */
  public static String toHtml(String markdown) {
    return toHtml(markdown, PAGE_EXTENSION);
  }

  static String toHtml(String markdown, String linkExtension) {
    try {
      Node document = PARSER.parse(markdown);
      document.accept(new DocumentLinks(linkExtension));
      document.accept(new Comments());
      return HtmlPage.of(HeadingText.firstIn(document), RENDERER.render(document));
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException(
          "The Markdown is nested too deeply to be converted; take levels of emphasis or links out",
          e);
    }
  }
}
