package com.example.cards;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The source {@code word-list}. */
public final class WordListConnector implements SourceConnector<WordList> {
  /** The content of an item. */
  public record Entry(String word, String meaning) {}

  @Override
  public String type() {
    return "word-list";
  }

  @Override
  public Class<WordList> specType() {
    return WordList.class;
  }

  @Override
  public String persistentKey(Setup<WordList> setup) {
    return setup.spec().file();
  }

  @Override
  public ItemReader open(Setup<WordList> setup) {
    return new Reader(Path.of(setup.spec().file()));
  }

  private record Reader(Path file) implements ItemReader {
    /** A meaning is short enough to be its own version. */
    @Override
    public void list(Consumer<ItemVersion> items) throws IOException {
      entries().forEach((word, meaning) -> items.accept(new ItemVersion(word, meaning)));
    }

    @Override
    public List<ItemContent> read(List<String> words) throws IOException {
      Map<String, String> entries = entries();
      List<ItemContent> contents = new ArrayList<>();
      for (String word : words) {
        String meaning = entries.get(word);
        if (meaning != null) {
          contents.add(ItemContent.of(word, meaning, new Entry(word, meaning)));
        }
      }
      return contents;
    }

    /** A line that is not understood must not pass for one that is gone. */
    private Map<String, String> entries() throws IOException {
      Map<String, String> entries = new LinkedHashMap<>();
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(":\\s*", 2);
        if (parts.length < 2 || entries.put(parts[0], parts[1]) != null) {
          throw new IOException(file + ": wanted lines \"word: meaning\", found \"" + line + "\"");
        }
      }
      return entries;
    }
  }
}
