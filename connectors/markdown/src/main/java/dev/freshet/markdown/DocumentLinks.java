package dev.freshet.markdown;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;

/** Turns relative links to Markdown documents into links to the pages made from them. */
final class DocumentLinks extends AbstractVisitor {
  private static final Pattern RELATIVE_DOCUMENT =
      Pattern.compile("(?i)(?![/\\\\])([^:?#]+\\.(?:md|markdown))([?#].*)?");

  private final String extension;

  DocumentLinks(String extension) {
    this.extension = extension;
  }

  @Override
  public void visit(Link link) {
    Matcher address = RELATIVE_DOCUMENT.matcher(link.getDestination());
    if (address.matches()) {
      String rest = address.group(2) == null ? "" : address.group(2);
      link.setDestination(address.group(1) + extension + rest);
    }
    visitChildren(link);
  }
}
