package dev.freshet.splittext;

import dev.freshet.splittext.Outline.Section;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Finds headings and blocks of a Markdown document; what stands in a line is not looked at. */
final class MarkdownOutline {
  private static final int BLOCK = 12;
  private static final int ITEM = 11;
  private static final int DEEPEST_BLOCK = 100;

  /** Headings keep their words as written. */
  private static final Parser PARSER =
      Parser.builder()
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .maxOpenBlockParsers(DEEPEST_BLOCK)
          .inlineParserFactory(
              context ->
                  (lines, node) -> {
                    if (node instanceof Heading) {
                      node.appendChild(new Text(lines.getContent()));
                    }
                  })
          .build();

  private record Title(int start, int level, String words) {}

  private final String text;
  private final Outline outline = new Outline(true);
  private final List<Title> titles = new ArrayList<>();

  private MarkdownOutline(String text) {
    this.text = text;
  }

  static Outline of(String text) {
    MarkdownOutline markdown = new MarkdownOutline(text);
    Node document = PARSER.parse(text);
    markdown.sections(document);
    markdown.scopes();
    document.accept(markdown.new Places());
    return markdown.outline;
  }

  /** A heading without text below it belongs to the section of the next one. */
  private void sections(Node document) {
    int start = 0;
    int labelled = 0;
    boolean onlyHeadings = true;
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      int position = position(node);
      if (node instanceof Heading heading && position >= 0) {
        titles.add(new Title(position, heading.getLevel(), words(heading)));
        if (!onlyHeadings) {
          outline.sections().add(new Section(start, position, labelled));
          start = position;
          onlyHeadings = true;
        }
        labelled = position;
      } else {
        onlyHeadings = false;
      }
    }
    outline.sections().add(new Section(start, text.length(), labelled));
  }

  private void scopes() {
    for (int i = 0; i < titles.size(); i++) {
      Title title = titles.get(i);
      int end = text.length();
      for (int next = i + 1; next < titles.size(); next++) {
        if (titles.get(next).level() <= title.level()) {
          end = titles.get(next).start();
          break;
        }
      }
      outline.scope(title.start(), end, title.words());
    }
  }

  private static String words(Heading heading) {
    return heading.getFirstChild() instanceof Text words ? words.getLiteral().strip() : "";
  }

  /** The beginning of the line in which the block begins; negative if it has none. */
  private int position(Node node) {
    List<SourceSpan> spans = node.getSourceSpans();
    if (spans.isEmpty()) {
      return -1;
    }
    int position = spans.get(0).getInputIndex();
    return text.lastIndexOf('\n', position - 1) + 1;
  }

  private final class Places extends AbstractVisitor {
    @Override
    protected void visitChildren(Node parent) {
      for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
        boolean inItem = parent instanceof ListItem;
        int position = position(node);
        if (node instanceof Block && position >= 0) {
          outline.place(position, node instanceof ListItem || inItem ? ITEM : BLOCK);
        }
        if (node instanceof ListBlock || node instanceof ListItem || node instanceof Document) {
          node.accept(this);
        }
      }
    }
  }
}
