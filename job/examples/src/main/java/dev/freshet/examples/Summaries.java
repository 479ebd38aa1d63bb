package dev.freshet.examples;

import static java.util.stream.Collectors.joining;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import dev.freshet.api.Memo;
import dev.freshet.localfiles.LocalDirectory;
import dev.freshet.localfiles.LocalFiles;
import java.util.List;

/**
 * Keeps a summary of each Markdown document below {@code docs}. A paragraph that was seen before,
 * in this document or another, is not summarized again.
 */
public final class Summaries implements Flow {
  public record Summary(@Key String document, String text) {}

  private static final Memo<String, String> SUMMARIZE =
      Memo.of("summarize", "1", String.class, String.class, Summaries::firstSentence);

  @Override
  public String name() {
    return "summaries";
  }

  @Override
  public void define(FlowBuilder flow) {
    var documents = flow.source("documents", new LocalFiles("docs", List.of("**/*.md")));
    var summaries =
        flow.target("summaries", new LocalDirectory("output_summaries", ".txt"), Summary.class);

    flow.forEach(
        documents,
        (document, context) -> {
          List<String> paragraphs = List.of(document.text().split("\\R{2,}"));
          List<String> sentences = context.callAll(SUMMARIZE, paragraphs);
          String text = sentences.stream().collect(joining("\n", "", "\n"));
          context.declare(summaries, new Summary(document.key(), text));
        });
  }

  /** Stands for a call that costs time or money, such as one of a language model. */
  private static String firstSentence(String paragraph) {
    return paragraph.split("(?<=[.!?])\\s", 2)[0];
  }
}
