package com.example.cards;

import dev.freshet.api.Delete;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The target {@code card-folder}. */
public final class CardFolderConnector
    implements TargetConnector<CardFolder, Path, String, CardFolderConnector.Card> {
  /** What a row has beside its key. */
  public record Card(String text) {}

  @Override
  public String type() {
    return "card-folder";
  }

  @Override
  public Class<CardFolder> specType() {
    return CardFolder.class;
  }

  @Override
  public String persistentKey(Setup<CardFolder> setup) {
    return setup.spec().folder();
  }

  @Override
  public String describe(String persistentKey) {
    return "cards in " + persistentKey;
  }

  @Override
  public void applySetupChange(SetupChange<CardFolder> change) throws IOException {
    if (change instanceof SetupChange.Create<CardFolder> create) {
      Files.createDirectories(prepare(create.current()));
    }
  }

  /** Not the folder as a whole: somebody else may have put something there. */
  @Override
  public boolean dropDeletesRows() {
    return false;
  }

  @Override
  public Path prepare(Setup<CardFolder> setup) {
    return Path.of(setup.spec().folder());
  }

  @Override
  public void mutate(List<TargetMutations<Path, String, Card>> all) throws Exception {
    for (TargetMutations<Path, String, Card> target : all) {
      for (Delete<String> row : target.deletes()) {
        target.checkFence();
        if (isName(row.key())) {
          Files.deleteIfExists(file(target, row.key()));
        }
      }
      for (Upsert<String, Card> row : target.upserts()) {
        target.checkFence();
        if (isName(row.key())) {
          Files.writeString(file(target, row.key()), row.value().text());
        } else {
          target.reject(row, "\"" + row.key() + "\" is no name for a card");
        }
      }
    }
  }

  /** Whatever else a key is, it must not lead out of the folder. */
  private static boolean isName(String word) {
    return word.matches("[\\w -]{1,100}");
  }

  private static Path file(TargetMutations<Path, String, Card> target, String word) {
    return target.prepared().resolve(word + ".txt");
  }
}
