package dev.freshet.splittext;

import dev.freshet.api.Nullable;
import dev.freshet.splittext.Outline.Section;
import java.util.List;
import java.util.Set;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;

/**
 * Finds the definitions of source code. Only what is larger than a chunk is looked into; the
 * grammar's names for its parts decide what is a definition, and what does not parse is cut by
 * lines.
 */
final class CodeOutline {
  private static final int OUTERMOST = 60;
  private static final int DEEPEST = 40;
  private static final int DEEPEST_NAME = 5;
  private static final int CHILDREN_WITH_NAME = 5;
  private static final int BUFFER = 1 << 16;

  private static final List<String> DEFINITIONS =
      List.of("definition", "declaration", "_item", "_spec", "_specifier", "_declarator");
  private static final Set<String> UNNAMED =
      Set.of(
          "package_declaration", "import_declaration", "parameter_declaration", "use_declaration");
  private static final List<String> LEADS_TO_NAME =
      List.of("declarator", "definition", "declaration", "type");
  private static final List<String> GOES_WITH_NEXT =
      List.of("comment", "attribute_item", "decorator");

  private final String text;
  private final Utf8 bytes;
  private final int size;
  private final Outline outline = new Outline(false);

  private CodeOutline(String text, int size) {
    this.text = text;
    this.bytes = new Utf8(text);
    this.size = size;
  }

  static Outline of(Format format, String text, int size) {
    CodeOutline code = new CodeOutline(text, size);
    code.outline.sections().add(new Section(0, text.length(), 0));
    code.parse(format);
    return code.outline;
  }

  private void parse(Format format) {
    try (TSParser parser = new TSParser()) {
      parser.setLanguage(Grammars.of(format));
      try (TSTree tree =
          parser.parse(
              new byte[BUFFER],
              null,
              (buffer, offset, point) -> bytes.read(buffer, offset),
              TSInputEncoding.TSInputEncodingUTF8)) {
        if (tree != null) {
          children(tree.getRootNode(), 0);
        }
      }
    }
  }

  private void children(TSNode parent, int depth) {
    try (TSTreeCursor cursor = new TSTreeCursor(parent)) {
      int pending = -1;
      boolean more = cursor.gotoFirstChild();
      while (more) {
        TSNode node = cursor.currentNode();
        if (node.isNamed()) {
          String type = node.getType();
          int start = pending >= 0 ? pending : lineStart(bytes.character(node.getStartByte()));
          boolean waits = GOES_WITH_NEXT.stream().anyMatch(type::contains);
          pending = waits ? start : -1;
          if (!waits) {
            part(node, type, start, depth);
          }
        }
        more = cursor.gotoNextSibling();
      }
    }
  }

  private void part(TSNode node, String type, int start, int depth) {
    int end = bytes.character(node.getEndByte());
    if (start >= 0) {
      outline.place(start, OUTERMOST - depth);
    }
    if (isDefinition(type)) {
      String name = name(node, 0);
      if (name != null) {
        outline.scope(start >= 0 ? start : bytes.character(node.getStartByte()), end, name);
      }
    }
    if (end - start > size && depth < DEEPEST) {
      children(node, depth + 1);
    }
  }

  private static boolean isDefinition(String type) {
    return !UNNAMED.contains(type) && DEFINITIONS.stream().anyMatch(type::contains);
  }

  private @Nullable String name(TSNode node, int depth) {
    if (depth > 0 && node.getType().endsWith("identifier")) {
      return bytes.text(node.getStartByte(), node.getEndByte());
    }
    TSNode named = node.getChildByFieldName("name");
    if (!named.isNull()) {
      return bytes.text(named.getStartByte(), named.getEndByte());
    }
    if (depth > DEEPEST_NAME) {
      return null;
    }
    for (String field : LEADS_TO_NAME) {
      TSNode next = node.getChildByFieldName(field);
      if (!next.isNull()) {
        return name(next, depth + 1);
      }
    }
    for (int i = 0; i < Math.min(CHILDREN_WITH_NAME, node.getNamedChildCount()); i++) {
      TSNode child = node.getNamedChild(i);
      if (isDefinition(child.getType())) {
        return name(child, depth + 1);
      }
    }
    return null;
  }

  /** The start of the line, if nothing but white space stands before the place; else negative. */
  private int lineStart(int position) {
    int i = position;
    while (i > 0 && (text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '\t')) {
      i--;
    }
    return i == 0 || text.charAt(i - 1) == '\n' || text.charAt(i - 1) == '\r' ? i : -1;
  }
}
