package dev.freshet.lucene;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.FindsRows;
import dev.freshet.api.FoundRow;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;

/** The target {@code lucene}: one commit of each index for a call. */
public final class LuceneIndexConnector
    implements TargetConnector<LuceneIndex, OpenIndex, Row, Row>,
        ListsRows<OpenIndex, Row, Row>,
        FindsRows<LuceneIndex> {
  private static final int MOST_OF_A_KEY = 200;

  @Override
  public String type() {
    return "lucene";
  }

  @Override
  public Class<LuceneIndex> specType() {
    return LuceneIndex.class;
  }

  @Override
  public void check(Setup<LuceneIndex> setup) {
    IndexChecks.check(setup);
  }

  @Override
  public String persistentKey(Setup<LuceneIndex> setup) {
    return setup.spec().directory();
  }

  @Override
  public String describe(String persistentKey) {
    return "Lucene index " + persistentKey;
  }

  /** An index may gain fields; those it has stay as they are, even when no document has them. */
  @Override
  public Compatibility compatibility(Setup<LuceneIndex> previous, Setup<LuceneIndex> current) {
    if (previous.equals(current)) {
      return Compatibility.COMPATIBLE;
    }
    Map<String, String> before = RowDocuments.of(previous).shape();
    Map<String, String> now = RowDocuments.of(current).shape();
    return previous.spec().equals(current.spec()) && now.entrySet().containsAll(before.entrySet())
        ? Compatibility.REWRITE_ROWS
        : Compatibility.RECREATE;
  }

  @Override
  public void applySetupChange(SetupChange<LuceneIndex> change) throws Exception {
    if (change instanceof SetupChange.Create<LuceneIndex> create) {
      OpenIndex.setUp(create.current());
    } else if (change instanceof SetupChange.Alter<LuceneIndex> alter) {
      OpenIndex.setUp(alter.current());
    } else if (change instanceof SetupChange.Drop<LuceneIndex> drop) {
      IndexFiles.delete(Path.of(drop.previous().spec().directory()));
    }
  }

  @Override
  public OpenIndex prepare(Setup<LuceneIndex> setup) throws Exception {
    return OpenIndex.open(setup);
  }

  @Override
  public void mutate(List<TargetMutations<OpenIndex, Row, Row>> all) throws Exception {
    for (TargetMutations<OpenIndex, Row, Row> target : all) {
      OpenIndex index = target.prepared();
      for (Delete<Row> row : target.deletes()) {
        index.delete(row.key());
      }
      for (Upsert<Row, Row> row : target.upserts()) {
        upsert(target, row);
      }
      target.checkFence();
      index.commit();
    }
  }

  private static void upsert(TargetMutations<OpenIndex, Row, Row> target, Upsert<Row, Row> row)
      throws IOException {
    OpenIndex index = target.prepared();
    try {
      Document document = index.documents().document(row.key(), row.value());
      index.put(row.key(), document);
    } catch (RowRefused e) {
      target.reject(row, "row " + named(row.key()) + ": " + e.reason());
    }
  }

  private static String named(Row key) {
    List<?> values = key.values();
    String text = values.size() == 1 ? String.valueOf(values.get(0)) : values.toString();
    return text.length() <= MOST_OF_A_KEY ? text : text.substring(0, MOST_OF_A_KEY) + "...";
  }

  @Override
  public void listRows(OpenIndex prepared, Consumer<Upsert<Row, Row>> rows) throws IOException {
    prepared.list(rows);
  }

  @Override
  public List<FoundRow> findRows(Setup<LuceneIndex> setup, RowSearch search) throws IOException {
    return IndexSearch.run(setup, search);
  }
}
