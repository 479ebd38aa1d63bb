package com.example.cards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.cards.Cards.Card;
import com.example.cards.WordListConnector.Entry;
import dev.freshet.testkit.Changes;
import dev.freshet.testkit.FlowTester;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flow on words in memory: what becomes of an edit. */
class CardsTest {
  @Test
  void writesOnlyTheCardsThatChanged() {
    try (FlowTester flow = FlowTester.of(new Cards())) {
      flow.source("words")
          .put("ebb", new Entry("ebb", "it goes out"))
          .put("flow", new Entry("flow", "it comes in"));
      flow.update();
      List<Card> both = List.of(new Card("ebb", "IT GOES OUT"), new Card("flow", "IT COMES IN"));
      assertEquals(both, flow.rows("cards", Card.class));

      flow.source("words").put("flow", new Entry("flow", "it rises")).remove("ebb");
      Changes changes = flow.update();
      assertEquals(List.of(new Card("flow", "IT RISES")), changes.upserts("cards", Card.class));
      assertEquals(List.of(new Card("ebb", "IT GOES OUT")), changes.deletes("cards", Card.class));
    }
  }
}
