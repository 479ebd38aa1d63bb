package com.example.cards;

import dev.freshet.testkit.SourceConnectorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The source keeps what Freshet relies on. */
class WordListContractTest extends SourceConnectorContract<WordList> {
  @TempDir Path root;

  @Override
  protected WordListConnector connector() {
    return new WordListConnector();
  }

  @Override
  protected WordList spec(String place) {
    return new WordList(root.resolve(place + ".txt").toString());
  }

  @Override
  protected void create(WordList spec) throws IOException {
    Files.createFile(Path.of(spec.file()));
  }

  @Override
  protected void put(WordList spec, String key, String text) throws IOException {
    List<String> lines = linesWithout(spec, key);
    lines.add(key + ": " + oneLine(text));
    Files.write(Path.of(spec.file()), lines);
  }

  @Override
  protected void remove(WordList spec, String key) throws IOException {
    Files.write(Path.of(spec.file()), linesWithout(spec, key));
  }

  private static List<String> linesWithout(WordList spec, String key) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(spec.file())));
    lines.removeIf(line -> line.startsWith(key + ":"));
    return lines;
  }

  private static String oneLine(String text) {
    return text.replace("\n", "\\n").replace("\r", "\\r");
  }

  @Override
  protected Object content(String key, String text) {
    return new WordListConnector.Entry(key, oneLine(text));
  }

  @Override
  protected boolean canHold(String key) {
    return !key.contains(":") && key.equals(key.strip()) && key.lines().count() == 1;
  }

  @Override
  protected void makeUnlistable(WordList spec) throws IOException {
    Files.delete(Path.of(spec.file()));
  }
}
