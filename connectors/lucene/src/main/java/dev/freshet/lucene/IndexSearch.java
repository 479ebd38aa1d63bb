package dev.freshet.lucene;

import dev.freshet.api.FoundRow;
import dev.freshet.api.Row;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.QueryBuilder;

/** Finds rows in the last commit of an index, beside whoever writes to it. */
record IndexSearch(Setup<LuceneIndex> setup, RowDocuments documents) {

  static List<FoundRow> run(Setup<LuceneIndex> setup, RowSearch search) throws IOException {
    return new IndexSearch(setup, RowDocuments.of(setup)).run(search);
  }

  private List<FoundRow> run(RowSearch search) throws IOException {
    float[] vector = search.vector();
    Query query =
        vector == null
            ? words(search.text())
            : new KnnFloatVectorQuery(
                search.vectorIn(setup.schema()).name(), vector, search.most());
    Path path = Path.of(setup.spec().directory());
    try (Directory directory = IndexFiles.open(path);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      List<FoundRow> found = new ArrayList<>();
      for (ScoreDoc hit : new IndexSearcher(reader).search(query, search.most()).scoreDocs) {
        Upsert<Row, Row> row = row(reader.leaves(), hit.doc);
        found.add(new FoundRow(hit.score, row.key(), row.value()));
      }
      return found;
    } catch (IndexNotFoundException e) {
      throw new IllegalArgumentException("there is no Lucene index in " + path + " yet", e);
    }
  }

  private Upsert<Row, Row> row(List<LeafReaderContext> leaves, int number) throws IOException {
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(number, leaves));
    return new StoredRows(documents, leaf.reader()).row(number - leaf.docBase);
  }

  /** The row where one field has the most of the words comes first. */
  private Query words(String text) {
    QueryBuilder words = new QueryBuilder(Analyzers.of(setup.spec().analyzer()));
    List<Query> anyField = new ArrayList<>();
    setup
        .schema()
        .key()
        .forEach(field -> anyField.add(new TermQuery(new Term(field.name(), text))));
    documents
        .shape()
        .forEach(
            (field, shape) -> {
              Query query =
                  switch (shape) {
                    case RowDocuments.FULL_TEXT -> words.createBooleanQuery(field, text);
                    case RowDocuments.KEYWORD -> new TermQuery(new Term(field, text));
                    default -> null;
                  };
              if (query != null) {
                anyField.add(query);
              }
            });
    if (Collections.disjoint(
        documents.shape().values(), List.of(RowDocuments.FULL_TEXT, RowDocuments.KEYWORD))) {
      throw new IllegalArgumentException("its rows have no text to search for words");
    }
    return new DisjunctionMaxQuery(anyField, 0.1f);
  }
}
