package dev.freshet.extracttext;

import java.util.Set;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Collects the text of a document that Tika tells as XHTML. */
final class TextHandler extends DefaultHandler {
  private static final Set<String> PARAGRAPHS =
      Set.of(
          "p",
          "div",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "table",
          "ul",
          "ol",
          "pre",
          "blockquote",
          "section",
          "article");
  private static final Set<String> LINES = Set.of("br", "tr", "li", "dt", "dd");
  private static final Set<String> CELLS = Set.of("td", "th");

  private final ExtractText limits;
  private final Metadata metadata;
  private final StringBuilder text = new StringBuilder();
  private volatile boolean stopped;
  private int pages;
  private int hidden;
  private int preformatted;
  private boolean collapses;

  /**
   * @param metadata says what kind of document it is once it begins
   */
  TextHandler(ExtractText limits, Metadata metadata) {
    this.limits = limits;
    this.metadata = metadata;
  }

  /** In HTML a line end is a space. */
  @Override
  public void startDocument() {
    collapses = String.valueOf(metadata.get(HttpHeaders.CONTENT_TYPE)).contains("html");
  }

  /** From any thread: the text is not wanted any more. */
  void stop() {
    stopped = true;
  }

  private void checkWanted() throws SAXException {
    if (stopped) {
      throw new SAXException("The text is not wanted any more");
    }
  }

  boolean isEmpty() {
    return text.toString().isBlank();
  }

  String text() {
    return wellFormed(
        text.toString().strip().replaceAll("[ \\t]+\\n", "\n").replaceAll("\\n{3,}", "\n\n"));
  }

  @Override
  public void startElement(String uri, String local, String name, Attributes attributes)
      throws SAXException {
    checkWanted();
    if (local.equals("head")) {
      hidden++;
    } else if (local.equals("pre")) {
      preformatted++;
    }
    if (local.equals("div")
        && "page".equals(attributes.getValue("class"))
        && ++pages > limits.maxPages()) {
      throw new SAXException(
          new DocumentFailure("it has more pages than max-pages, " + limits.maxPages(), null));
    }
    gap(local);
  }

  @Override
  public void endElement(String uri, String local, String name) {
    if (local.equals("head")) {
      hidden--;
    } else if (local.equals("pre")) {
      preformatted--;
    }
    if (CELLS.contains(local)) {
      text.append('\t');
    }
    gap(local);
  }

  private void gap(String element) {
    if (PARAGRAPHS.contains(element)) {
      end(2);
    } else if (LINES.contains(element)) {
      end(1);
    }
  }

  private void end(int lines) {
    while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
    int length = text.length();
    int there = 0;
    while (there < lines && there < length && text.charAt(length - 1 - there) == '\n') {
      there++;
    }
    if (there < length) {
      text.append("\n".repeat(lines - there));
    }
  }

  @Override
  public void characters(char[] characters, int start, int length) throws SAXException {
    checkWanted();
    if (hidden > 0) {
      return;
    }
    if (text.length() + length > limits.maxCharacters()) {
      throw new SAXException(
          new DocumentFailure(
              "it has more text than max-characters, " + limits.maxCharacters(), null));
    }
    if (collapses && preformatted == 0) {
      appendCollapsed(characters, start, length);
    } else {
      text.append(characters, start, length);
    }
  }

  private void appendCollapsed(char[] characters, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (!Character.isWhitespace(characters[i])) {
        text.append(characters[i]);
      } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
        text.append(' ');
      }
    }
  }

  @Override
  public void ignorableWhitespace(char[] characters, int start, int length) throws SAXException {
    if (collapses && preformatted == 0 && new String(characters, start, length).contains("\n")) {
      end(1);
    } else {
      characters(characters, start, length);
    }
  }

  /** Half a surrogate pair, of which fonts of some documents are full, becomes U+FFFD. */
  static String wellFormed(String text) {
    StringBuilder good = new StringBuilder(text);
    for (int i = 0; i < good.length(); i++) {
      char c = good.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < good.length()
          && Character.isLowSurrogate(good.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c) || c == 0) {
        good.setCharAt(i, '\uFFFD');
      }
    }
    return good.toString();
  }
}
