package dev.freshet.markdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MarkdownTest {
  @Test
  void makesAWholePageTitledByTheFirstHeading() {
    assertThat(Markdown.toHtml("text\n\n## The *first* `one`\n\n# Another"))
        .startsWith("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n")
        .contains("<title>The first one</title>")
        .contains("<body>\n<p>text</p>\n")
        .endsWith("</body>\n</html>\n");
  }

  @Test
  void makesAValidPageOfNothing() {
    assertThat(Markdown.toHtml("")).contains("<title>Untitled</title>").contains("<body>\n</body>");
  }

  @Test
  void escapesTheTitle() {
    assertThat(Markdown.toHtml("# </title><script> & `<b>`"))
        .contains("<title>&lt;/title&gt;&lt;script&gt; &amp; &lt;b&gt;</title>")
        .doesNotContain("<script>");
  }

  @Test
  void rendersTables() {
    assertThat(Markdown.toHtml("| a | b |\n|---|--:|\n| 1 | 2 |"))
        .contains("<table>")
        .contains("<th>a</th>")
        .contains("<td align=\"right\">2</td>");
  }

  @Test
  void showsRawHtmlAsText() {
    assertThat(body("a <b onclick=x>b</b>\n\n<script>alert(1)</script>\n"))
        .isEqualTo(
            """
            <p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>
            <p>&lt;script&gt;alert(1)&lt;/script&gt;</p>
            """);
  }

  @Test
  void leavesHtmlCommentsOut() {
    assertThat(body("<!-- a\n\nb -->\n\ntext<!-- c -->\n")).isEqualTo("<p>text</p>\n");
  }

  @Test
  void showsWhatFollowsACommentOnItsLine() {
    assertThat(body("<!-- a --> kept")).contains("kept");
  }

  @Test
  void takesTheAddressFromUnsafeLinksAndImages() {
    assertThat(
            body(
                "[a](javascript:alert(1)) [b](JaVaScRiPt&#58;x) [c](data:text/html,x)"
                    + " [d](vbscript:x) ![e](file:///etc/passwd)"))
        .isEqualTo(
            "<p><a href=\"\">a</a> <a href=\"\">b</a> <a href=\"\">c</a>"
                + " <a href=\"\">d</a> <img src=\"\" alt=\"e\" /></p>\n");
  }

  @Test
  void keepsWebAndMailAddresses() {
    assertThat(body("[a](https://example.org/a.md) <me@example.org> [b](ftp.md:1)"))
        .contains("<a href=\"https://example.org/a.md\">a</a>")
        .contains("<a href=\"mailto:me@example.org\">");
  }

  @Test
  void linksDocumentsToTheirPages() {
    assertThat(body("[a](b.md) [c](../d/e.MARKDOWN#f) [g][1] [k](l%20m.md)\n\n[1]: h.md?i#j"))
        .isEqualTo(
            "<p><a href=\"b.md.html\">a</a> <a href=\"../d/e.MARKDOWN.html#f\">c</a>"
                + " <a href=\"h.md.html?i#j\">g</a> <a href=\"l%20m.md.html\">k</a></p>\n");
  }

  @Test
  void leavesOtherLinksAlone() {
    assertThat(body("[a](#b.md) [c](/d.md) [e](f.png) [g](//h/i.md) ![j](k.md)"))
        .isEqualTo(
            "<p><a href=\"#b.md\">a</a> <a href=\"/d.md\">c</a> <a href=\"f.png\">e</a>"
                + " <a href=\"//h/i.md\">g</a> <img src=\"k.md\" alt=\"j\" /></p>\n");
  }

  @Test
  void givesHeadingsTheAnchorsOfGitHub() {
    assertThat(body("# What's `new` in 2.0?\n\n# A\n\n# A\n\n# A-1\n\n# ?\n\n# Für dich"))
        .contains("<h1 id=\"whats-new-in-20\">")
        .contains("<h1 id=\"a\">")
        .contains("<h1 id=\"a-1\">")
        .contains("<h1 id=\"a-1-1\">")
        .contains("<h1 id=\"section\">")
        .contains("<h1 id=\"für-dich\">");
  }

  @Test
  void survivesDeepBlocks() {
    assertThat(Markdown.toHtml(">".repeat(100_000))).contains("<blockquote>");
  }

  @Test
  void refusesInlinesNestedTooDeeply() {
    String bomb = "*a **a ".repeat(20_000) + "b** a*".repeat(20_000);
    assertThatThrownBy(() -> Markdown.toHtml(bomb))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested too deeply");
  }

  private static String body(String markdown) {
    String page = Markdown.toHtml(markdown);
    return page.substring(page.indexOf("<body>\n") + 7, page.indexOf("</body>"));
  }
}
