package dev.freshet.lucene;

import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.Bits;

/** One index, opened to be written. */
final class OpenIndex implements AutoCloseable {
  private final Path path;
  private final RowDocuments documents;
  private final SharedWriters.Use use;

  private OpenIndex(Setup<LuceneIndex> setup, SharedWriters.Use use) {
    this.path = Path.of(setup.spec().directory());
    this.documents = RowDocuments.of(setup);
    this.use = use;
  }

  /**
   * Makes the index if there is none; whatever it holds stays. It remembers its shape.
   *
   * @throws IOException if another index is in the way
   */
  static void setUp(Setup<LuceneIndex> setup) throws IOException {
    Map<String, String> wanted = RowDocuments.of(setup).shape();
    try (SharedWriters.Use use = SharedWriters.use(setup)) {
      Map<String, String> found = new TreeMap<>();
      if (use.writer().getLiveCommitData() != null) {
        use.writer().getLiveCommitData().forEach(e -> found.put(e.getKey(), e.getValue()));
      }
      boolean ours = found.containsKey(RowDocuments.KEY);
      if ((!ours && use.writer().getDocStats().maxDoc > 0)
          || !RowDocuments.isCompatible(found, wanted)) {
        throw new IOException(inTheWay(setup, found, wanted));
      }
      found.putAll(wanted);
      use.writer().setLiveCommitData(found.entrySet());
      use.writer().commit();
    }
  }

  private static String inTheWay(
      Setup<LuceneIndex> setup, Map<String, String> found, Map<String, String> wanted) {
    return "There is another Lucene index in "
        + setup.spec().directory()
        + ", "
        + (found.isEmpty() ? "which Freshet did not make" : "with the fields " + found)
        + "; wanted "
        + wanted
        + ". Delete that index, or name another directory";
  }

  /**
   * @throws NoSuchFileException if there is no index
   */
  static OpenIndex open(Setup<LuceneIndex> setup) throws IOException {
    Path path = Path.of(setup.spec().directory());
    try (Directory directory = IndexFiles.open(path)) {
      if (!DirectoryReader.indexExists(directory)) {
        throw new NoSuchFileException(
            path.toString(), null, "there is no Lucene index any more; run update --full");
      }
    }
    return new OpenIndex(setup, SharedWriters.use(setup));
  }

  RowDocuments documents() {
    return documents;
  }

  /** Visible after the next commit. */
  void put(Row key, Document document) throws IOException, RowRefused {
    try {
      writer().updateDocument(term(key), document);
    } catch (IllegalArgumentException e) {
      throw new RowRefused(String.valueOf(e.getMessage()));
    }
  }

  /** A key that is too long was never put. */
  void delete(Row key) throws IOException {
    Term term = term(key);
    if (term.bytes().length <= IndexWriter.MAX_TERM_LENGTH) {
      writer().deleteDocuments(term);
    }
  }

  private static Term term(Row key) {
    return new Term(RowDocuments.KEY, RowDocuments.keyTerm(key));
  }

  void commit() throws IOException {
    writer().commit();
  }

  private IndexWriter writer() {
    return use.writer();
  }

  /** Every row of the last commit. */
  void list(Consumer<Upsert<Row, Row>> rows) throws IOException {
    try (Directory directory = IndexFiles.open(path);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        StoredRows stored = new StoredRows(documents, leaf.reader());
        Bits live = leaf.reader().getLiveDocs();
        for (int i = 0; i < leaf.reader().maxDoc(); i++) {
          if (live == null || live.get(i)) {
            rows.accept(stored.row(i));
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    use.close();
  }
}
