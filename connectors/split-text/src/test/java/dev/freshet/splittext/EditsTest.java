package dev.freshet.splittext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many chunks an edit of one word changes, on the documents and sources of this repository. */
class EditsTest {
  private record Counted(int edits, int changed, int worst) {
    double mean() {
      return (double) changed / edits;
    }
  }

  private static Counted count(List<String> texts, SplitText splitter) {
    Random random = new Random(1);
    int edits = 0;
    int changed = 0;
    int worst = 0;
    for (String text : texts) {
      Set<String> before = said(splitter.split(text));
      for (int i = 0; i < 10; i++) {
        int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
        String edited = text.substring(0, at) + " inserted " + text.substring(at);
        Set<String> after = new HashSet<>(said(splitter.split(edited)));
        after.removeAll(before);
        edits++;
        changed += after.size();
        worst = Math.max(worst, after.size());
      }
    }
    return new Counted(edits, changed, worst);
  }

  private static Set<String> said(List<Chunk> chunks) {
    return chunks.stream().map(Chunk::text).collect(Collectors.toSet());
  }

  private static Counted check(String what, List<String> texts, SplitText splitter) {
    Counted counted = count(texts, splitter);
    System.out.printf(
        "%s: %d edits, %.2f new chunks in the mean, %d at most%n",
        what, counted.edits(), counted.mean(), counted.worst());
    return counted;
  }

  @Test
  void anEditOfADocumentChangesTheChunksNearIt() {
    List<String> docs = Texts.files("docs", ".md");
    Counted markdown =
        check("Markdown", docs, new SplitText(1000, 0, Format.MARKDOWN, Unit.CHARACTERS));
    assertThat(markdown.mean()).isLessThan(1.3);
    Counted small =
        check("Markdown, 300", docs, new SplitText(300, 0, Format.MARKDOWN, Unit.CHARACTERS));
    assertThat(small.mean()).isLessThan(1.3);
    Counted overlap =
        check(
            "Markdown, overlap", docs, new SplitText(1000, 150, Format.MARKDOWN, Unit.CHARACTERS));
    assertThat(overlap.mean()).isLessThan(1.4);
  }

  @Test
  void anEditOfATextWithoutStructureDoesSo() {
    String all = String.join("\n\n", Texts.files("docs", ".md"));
    Counted plain =
        check(
            "One long text",
            List.of(all, all.replace("\n", " ")),
            new SplitText(1000, 0, Format.TEXT, Unit.CHARACTERS));
    assertThat(plain.mean()).isLessThan(1.6);
  }

  @Test
  void anEditOfASourceDoesSo() {
    List<String> sources = Texts.files("job/engine/src/main/java/dev/freshet/engine/row", ".java");
    Counted code = check("Java", sources, new SplitText(1000, 0, Format.JAVA, Unit.CHARACTERS));
    assertThat(code.mean()).isLessThan(1.4);
  }
}
