package dev.freshet.dist;

import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Documents that declare known rows, a row a line: most in one document, a few in many. Edits
 * change, move, add and remove rows, and put back what was there before.
 */
final class MovingRows {
  private static final int ROWS = 1000;
  private static final int COMMON = 3;
  private static final int DIRECTORIES = 6;
  private static final int DOCUMENTS = 7;

  private final Path docs;
  private final Random random;
  private final Map<Integer, String> documentOf = new TreeMap<>();
  private final Map<Integer, String> textOf = new TreeMap<>();
  private int texts;

  MovingRows(Path docs, Random random) {
    this.docs = docs;
    this.random = random;
  }

  void edit(int changes) throws IOException {
    for (int i = 0; i < changes; i++) {
      int row = random.nextInt(ROWS);
      if (random.nextInt(5) == 0) {
        documentOf.remove(row);
      } else {
        documentOf.put(row, "d" + random.nextInt(DIRECTORIES) + "/" + random.nextInt(DOCUMENTS));
        textOf.put(row, random.nextBoolean() ? "again" : "text " + texts++);
      }
    }
    write();
  }

  /** In any order, so that a row that moves is in both documents for a moment, or in none. */
  private void write() throws IOException {
    Map<String, String> wanted = documents();
    Map<String, String> there = Workshop.files(docs);
    TreeSet<String> both = new TreeSet<>(wanted.keySet());
    both.addAll(there.keySet());
    List<String> names = new ArrayList<>(both);
    Collections.shuffle(names, random);
    for (String name : names) {
      Path file = docs.resolve(name);
      String text = wanted.get(name);
      if (text == null) {
        Files.delete(file);
      } else if (!text.equals(there.get(name))) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
    }
  }

  private Map<String, String> documents() {
    Map<String, String> documents = new TreeMap<>();
    documentOf.forEach(
        (row, document) ->
            documents.merge(
                document,
                row + "=" + textOf.get(row) + "\ncommon" + row % COMMON + "=same\n",
                String::concat));
    return documents;
  }

  /** What a target holds once it is in step. */
  Map<String, String> rows(String greeting) {
    Map<String, String> rows = new TreeMap<>();
    for (int row : documentOf.keySet()) {
      rows.put(Integer.toString(row), greeting + " " + textOf.get(row));
      rows.put("common" + row % COMMON, greeting + " same");
    }
    return rows;
  }
}
