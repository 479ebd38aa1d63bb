package dev.freshet.markdown;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;

/** Takes HTML comments out of a document. */
final class Comments extends AbstractVisitor {
  @Override
  public void visit(HtmlBlock block) {
    removeIfComment(block, block.getLiteral());
  }

  @Override
  public void visit(HtmlInline inline) {
    removeIfComment(inline, inline.getLiteral());
  }

  private static void removeIfComment(Node node, String html) {
    String trimmed = html.strip();
    if (trimmed.startsWith("<!--") && trimmed.indexOf("-->") == trimmed.length() - 3) {
      node.unlink();
    }
  }
}
