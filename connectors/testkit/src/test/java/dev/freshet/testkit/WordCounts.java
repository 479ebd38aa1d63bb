package dev.freshet.testkit;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.api.Memo;
import dev.freshet.api.Nullable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A flow of tests: counts the words of documents, and keeps an index of the words themselves, to
 * which several documents may contribute.
 *
 * @param suffix added to every title
 */
public record WordCounts(@Nullable String suffix, boolean shared) implements Flow {
  static final AtomicInteger COUNTED = new AtomicInteger();
  static final Memo<String, Integer> COUNT =
      Memo.of(
          "count-words",
          "1",
          String.class,
          Integer.class,
          text -> {
            COUNTED.incrementAndGet();
            return text.isBlank() ? 0 : text.trim().split("\\s+").length;
          });

  /** A document. */
  public record Document(@Key String name, String title, int words) {}

  /** A word and a document that has it. */
  public record Word(@Key String word, String first) {}

  public WordCounts() {
    this(null, false);
  }

  @Override
  public String name() {
    return "word-counts";
  }

  @Override
  public void define(FlowBuilder flow) {
    var texts = flow.source("texts", new MemorySource("texts"));
    var documents = flow.target("documents", new MemoryTarget("documents"), Document.class);
    var words = flow.target("words", new MemoryTarget("words"), Word.class);
    if (shared) {
      words.shared();
    }
    String ending = suffix == null ? "" : suffix;
    flow.forEach(
        texts,
        (text, context) -> {
          int count = context.call(COUNT, text.text());
          context.declare(documents, new Document(text.key(), text.key() + ending, count));
          for (String word : List.of(text.text().split("\\s+"))) {
            context.declare(words, new Word(word, shared ? text.key() : "somewhere"));
          }
        });
  }
}
