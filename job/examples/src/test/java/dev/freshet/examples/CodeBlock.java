package dev.freshet.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of code in a document.
 *
 * @param source the file it is said to come from, or null
 * @param line of the document in which the block begins, from 1
 */
record CodeBlock(String language, String source, int line, List<String> code) {
  private static final Pattern FROM = Pattern.compile("<!-- from (\\S+) -->");
  private static final String FENCE = "```";
  private static final String LEFT_OUT = "// ...";

  static List<CodeBlock> in(List<String> document) {
    List<CodeBlock> blocks = new ArrayList<>();
    for (int i = 0; i < document.size(); i++) {
      if (document.get(i).startsWith(FENCE)) {
        Matcher mark = FROM.matcher(i == 0 ? "" : document.get(i - 1));
        String language = document.get(i).substring(FENCE.length()).strip();
        int line = i + 1;
        List<String> code = new ArrayList<>();
        while (!document.get(++i).startsWith(FENCE)) {
          code.add(document.get(i).strip());
        }
        blocks.add(new CodeBlock(language, mark.matches() ? mark.group(1) : null, line, code));
      }
    }
    return blocks;
  }

  /** What a person must know to repair it; empty if the file has these lines. */
  Optional<String> difference(List<String> file) {
    List<String> lines = file.stream().map(String::strip).toList();
    Comparison furthest = new Comparison(lines, -1);
    for (int start = 0; start < lines.size(); start++) {
      if (lines.get(start).equals(code.get(0))) {
        Comparison comparison = new Comparison(lines, start);
        if (comparison.run()) {
          return Optional.empty();
        }
        furthest = comparison.matched > furthest.matched ? comparison : furthest;
      }
    }
    return Optional.of(furthest.describe());
  }

  /** The block beside the lines of the file from one on. */
  private final class Comparison {
    private final List<String> lines;
    private int at;
    private int matched;
    private boolean afterGap;

    Comparison(List<String> lines, int start) {
      this.lines = lines;
      this.at = start;
    }

    boolean run() {
      while (matched < code.size()) {
        String wanted = code.get(matched);
        if (wanted.equals(LEFT_OUT)) {
          afterGap = true;
        } else {
          int found = afterGap ? find(wanted) : at;
          if (found < 0 || found >= lines.size() || !lines.get(found).equals(wanted)) {
            return false;
          }
          at = found + 1;
          afterGap = false;
        }
        matched++;
      }
      return true;
    }

    private int find(String wanted) {
      int found = lines.subList(at, lines.size()).indexOf(wanted);
      return found < 0 ? -1 : at + found;
    }

    String describe() {
      String name = source.substring(source.lastIndexOf('/') + 1);
      String read = "line %d reads \"%s\", ".formatted(line + matched + 1, code.get(matched));
      if (at < 0) {
        return read + "which " + name + " does not have";
      } else if (afterGap || at >= lines.size()) {
        return read + "which " + name + " does not have after line " + at;
      }
      return read + name + ", line " + (at + 1) + ", reads \"" + lines.get(at) + "\"";
    }
  }
}
