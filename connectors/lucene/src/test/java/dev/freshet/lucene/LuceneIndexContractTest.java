package dev.freshet.lucene;

import dev.freshet.api.Key;
import dev.freshet.testkit.TargetConnectorContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.io.TempDir;

/** {@code lucene} keeps what the engine relies on. */
final class LuceneIndexContractTest
    extends TargetConnectorContract<LuceneIndex, LuceneIndexContractTest.Page> {
  record Page(@Key String address, String body) {}

  @TempDir Path root;

  @Override
  protected LuceneIndexConnector connector() {
    return new LuceneIndexConnector();
  }

  @Override
  protected LuceneIndex spec(String place) {
    return new LuceneIndex(root.resolve(place).toString());
  }

  @Override
  protected LuceneIndex edited(LuceneIndex spec) {
    return new LuceneIndex(
        spec.directory(), List.of("body"), spec.analyzer(), spec.similarity(), spec.hnsw());
  }

  @Override
  protected Page row(String key, String text) {
    return new Page(key, text);
  }

  @Override
  protected boolean writesRowByRow() {
    return false;
  }

  @Override
  protected boolean takes(Page row) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(row.address() + row.body())
        && row.address().length() < 30_000;
  }

  @Override
  protected Collection<Page> rowsAt(LuceneIndex spec) throws IOException {
    Path path = Path.of(spec.directory());
    List<Page> pages = new ArrayList<>();
    if (!Files.exists(path)) {
      return pages;
    }
    try (FSDirectory directory = FSDirectory.open(path)) {
      if (DirectoryReader.indexExists(directory)) {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          IndexSearcher searcher = new IndexSearcher(reader);
          for (ScoreDoc hit : searcher.search(new MatchAllDocsQuery(), 100_000).scoreDocs) {
            Document document = reader.storedFields().document(hit.doc);
            pages.add(new Page(document.get("address"), document.get("body")));
          }
        }
      }
    }
    return pages;
  }
}
