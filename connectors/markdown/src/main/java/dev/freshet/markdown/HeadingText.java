package dev.freshet.markdown;

import dev.freshet.api.Nullable;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** The words of a heading, without their formatting. */
final class HeadingText extends AbstractVisitor {
  private final StringBuilder words = new StringBuilder();

  private HeadingText() {}

  static String of(Heading heading) {
    HeadingText text = new HeadingText();
    heading.accept(text);
    return text.words.toString().strip();
  }

  /** The words of the first heading that has any; empty if there is none. */
  static String firstIn(Node document) {
    First first = new First();
    document.accept(first);
    return first.words == null ? "" : first.words;
  }

  @Override
  public void visit(Text text) {
    words.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    words.append(code.getLiteral());
  }

  @Override
  public void visit(HtmlInline shownAsText) {
    words.append(shownAsText.getLiteral());
  }

  @Override
  public void visit(SoftLineBreak lineBreak) {
    words.append(' ');
  }

  @Override
  public void visit(HardLineBreak lineBreak) {
    words.append(' ');
  }

  private static final class First extends AbstractVisitor {
    private @Nullable String words;

    @Override
    public void visit(Heading heading) {
      if (words == null && !of(heading).isEmpty()) {
        words = of(heading);
      }
    }
  }
}
