package com.example.cards;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.Key;
import java.util.Locale;

/** Keeps a card in {@code cards} for each line of {@code words.txt}. */
public final class Cards implements Flow {
  public record Card(@Key String word, String text) {}

  @Override
  public String name() {
    return "cards";
  }

  @Override
  public void define(FlowBuilder flow) {
    var words = flow.source("words", new WordList("words.txt"));
    var cards = flow.target("cards", new CardFolder("cards"), Card.class);

    flow.forEach(
        words,
        (item, context) -> {
          var entry = item.as(WordListConnector.Entry.class);
          context.declare(cards, new Card(entry.word(), entry.meaning().toUpperCase(Locale.ROOT)));
        });
  }
}
