package com.example.cards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.example.cards.CardFolderConnector.Card;
import dev.freshet.api.Delete;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardFolderConnectorTest {
  @TempDir Path directory;

  @Test
  void writesReplacesAndDeletesCards() throws Exception {
    CardFolderConnector connector = new CardFolderConnector();
    Path folder = directory.resolve("cards");
    RowSchema schema = new RowSchema(List.of(), List.of());
    Duration deadline = Duration.ofSeconds(10);
    var setup = new Setup<>("cards", new CardFolder(folder.toString()), schema, deadline);
    connector.applySetupChange(new SetupChange.Create<>(setup));
    connector.applySetupChange(new SetupChange.Create<>(setup));
    Path prepared = connector.prepare(setup);

    Upsert<String, Card> ebb = new Upsert<>("ebb", new Card("the tide goes out"));
    Upsert<String, Card> bad = new Upsert<>("../bad", new Card("elsewhere"));
    Batch first = Batch.of(prepared, List.of(ebb, bad), List.of());
    connector.mutate(List.of(first));
    assertEquals("the tide goes out", Files.readString(folder.resolve("ebb.txt")));
    assertEquals(List.of(bad), first.rejected());
    assertFalse(Files.exists(directory.resolve("bad.txt")));

    Batch second = Batch.of(prepared, List.of(), List.of(new Delete<>("ebb"), new Delete<>("no")));
    connector.mutate(List.of(second));
    connector.mutate(List.of(second));
    assertFalse(Files.exists(folder.resolve("ebb.txt")));
  }

  private record Batch(
      Path prepared,
      List<Upsert<String, Card>> upserts,
      List<Delete<String>> deletes,
      List<RowMutation<String>> rejected)
      implements TargetMutations<Path, String, Card> {

    static Batch of(
        Path prepared, List<Upsert<String, Card>> upserts, List<Delete<String>> deletes) {
      return new Batch(prepared, upserts, deletes, new ArrayList<>());
    }

    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<String> row, String reason) {
      rejected.add(row);
    }
  }
}
