package dev.freshet.markdown;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.AttributeProvider;

/**
 * Gives each heading of one page its anchor as GitHub does: lower case, words joined by {@code -},
 * punctuation left out, {@code -1}, {@code -2} and so on after a name already used.
 */
final class PageAttributes implements AttributeProvider {
  private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]");

  private final Map<String, Integer> used = new HashMap<>();

  @Override
  public void setAttributes(Node node, String tagName, Map<String, String> attributes) {
    if (node instanceof Heading heading) {
      attributes.put("id", anchor(HeadingText.of(heading)));
    } else if (node instanceof Link) {
      attributes.remove("rel");
    }
  }

  private String anchor(String words) {
    String name =
        PUNCTUATION.matcher(words.toLowerCase(Locale.ROOT)).replaceAll("").replace(' ', '-');
    String free = name.isEmpty() ? "section" : name;
    while (used.containsKey(free)) {
      free = name + "-" + used.merge(name, 1, Integer::sum);
    }
    used.put(free, 0);
    return free;
  }
}
