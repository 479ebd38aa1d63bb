package com.example.cards;

import com.example.cards.Cards.Card;
import dev.freshet.testkit.TargetConnectorContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The target keeps what Freshet relies on. */
class CardFolderContractTest extends TargetConnectorContract<CardFolder, Card> {
  @TempDir Path root;

  @Override
  protected CardFolderConnector connector() {
    return new CardFolderConnector();
  }

  @Override
  protected CardFolder spec(String place) {
    return new CardFolder(root.resolve(place).toString());
  }

  @Override
  protected Card row(String key, String text) {
    return new Card(key, text);
  }

  @Override
  protected boolean takes(Card row) {
    return row.word().matches("[\\w -]{1,100}");
  }

  @Override
  protected Collection<Card> rowsAt(CardFolder spec) throws Exception {
    List<Card> cards = new ArrayList<>();
    Path folder = Path.of(spec.folder());
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          String word = file.getFileName().toString().replaceFirst("\\.txt$", "");
          cards.add(new Card(word, Files.readString(file)));
        }
      }
    }
    return cards;
  }
}
