package dev.freshet.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of rows in an index, and of an index that is not as it should be. */
class LuceneIndexTest {
  private static final RowSchema PAGES =
      new RowSchema(
          List.of(field("id", Kind.TEXT)),
          List.of(
              field("title", Kind.TEXT),
              field("words", Kind.LONG),
              new Field("place", new Type(Kind.VECTOR, 2, List.of()), true)));

  @TempDir Path directory;
  private final LuceneIndexConnector connector = new LuceneIndexConnector();

  private static Field field(String name, Kind kind) {
    return new Field(name, Type.of(kind), false);
  }

  private LuceneIndex spec() {
    return new LuceneIndex(directory.resolve("index").toString());
  }

  private Setup<LuceneIndex> pages() {
    return setup(spec(), PAGES);
  }

  private static Setup<LuceneIndex> setup(LuceneIndex spec, RowSchema schema) {
    return new Setup<>("search", spec, schema, Duration.ofSeconds(30));
  }

  private static Row page(String title, long words, float... place) {
    return new Row(PAGES.value(), Arrays.asList(title, words, place.length == 0 ? null : place));
  }

  private static Row id(String id) {
    return new Row(PAGES.key(), List.of(id));
  }

  private void create(Setup<LuceneIndex> setup) throws Exception {
    connector.check(setup);
    connector.applySetupChange(new SetupChange.Create<>(setup));
  }

  private void write(Setup<LuceneIndex> setup, List<Upsert<Row, Row>> rows) throws Exception {
    try (OpenIndex index = connector.prepare(setup)) {
      connector.mutate(List.of(new Mutations(index, rows, List.of())));
    }
  }

  private List<Upsert<Row, Row>> rows(Setup<LuceneIndex> setup) throws Exception {
    List<Upsert<Row, Row>> rows = new ArrayList<>();
    try (OpenIndex index = connector.prepare(setup)) {
      connector.listRows(index, rows::add);
    }
    return rows;
  }

  private List<String> found(Query query) throws IOException {
    List<String> ids = new ArrayList<>();
    try (FSDirectory index = FSDirectory.open(Path.of(spec().directory()));
        DirectoryReader reader = DirectoryReader.open(index)) {
      for (ScoreDoc hit : new IndexSearcher(reader).search(query, 10).scoreDocs) {
        ids.add(reader.storedFields().document(hit.doc).get("id"));
      }
    }
    return ids;
  }

  private record Mutations(
      OpenIndex prepared,
      List<Upsert<Row, Row>> upserts,
      List<Delete<Row>> deletes,
      Map<Row, String> refused)
      implements TargetMutations<OpenIndex, Row, Row> {
    Mutations(OpenIndex prepared, List<Upsert<Row, Row>> upserts, List<Delete<Row>> deletes) {
      this(prepared, upserts, deletes, new HashMap<>());
    }

    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<Row> row, String reason) {
      refused.put(row.key(), reason);
    }
  }

  private String refusal(Setup<LuceneIndex> setup, Row key, Row value) throws Exception {
    try (OpenIndex index = connector.prepare(setup)) {
      Mutations mutations = new Mutations(index, List.of(new Upsert<>(key, value)), List.of());
      connector.mutate(List.of(mutations));
      return mutations.refused().get(key);
    }
  }

  @Test
  void rowsAreFoundByWordsKeysNumbersAndNearness() throws Exception {
    create(pages());
    write(
        pages(),
        List.of(
            new Upsert<>(id("a"), page("The Spring of the River", 5, 1, 0)),
            new Upsert<>(id("b"), page("A Freshet in spring", 4, 0, 1)),
            new Upsert<>(id("c"), page("Mouth", 1))));

    assertThat(found(new TermQuery(new Term("title", "spring")))).containsOnly("a", "b");
    assertThat(found(KeywordField.newExactQuery("id", "b"))).containsExactly("b");
    assertThat(found(LongField.newRangeQuery("words", 4, 9))).containsOnly("a", "b");
    assertThat(found(new KnnFloatVectorQuery("place", new float[] {0.1f, 1}, 1)))
        .containsExactly("b");
  }

  @Test
  void wordsAreThoseOfTheLanguageAndKeywordsAreWhole() throws Exception {
    LuceneIndex english =
        new LuceneIndex(
            spec().directory(),
            List.of(),
            LuceneIndex.Words.ENGLISH,
            LuceneIndex.Similarity.COSINE,
            new LuceneIndex.Hnsw(8, 50));
    create(setup(english, PAGES));
    write(setup(english, PAGES), List.of(new Upsert<>(id("a"), page("Flooding", 1))));
    assertThat(found(new TermQuery(new Term("title", "flood")))).containsExactly("a");

    connector.applySetupChange(new SetupChange.Drop<>(setup(english, PAGES)));
    LuceneIndex whole =
        new LuceneIndex(
            spec().directory(),
            List.of("title"),
            LuceneIndex.Words.ENGLISH,
            LuceneIndex.Similarity.COSINE,
            new LuceneIndex.Hnsw(8, 50));
    create(setup(whole, PAGES));
    write(setup(whole, PAGES), List.of(new Upsert<>(id("a"), page("The Flooding", 1))));
    assertThat(found(new TermQuery(new Term("title", "The Flooding")))).containsExactly("a");
  }

  @Test
  void everyKindOfValueComesBackAsItWas() throws Exception {
    List<Field> parts = List.of(field("x", Kind.DOUBLE), field("tag", Kind.TEXT));
    Type struct = new Type(Kind.STRUCT, 0, parts);
    RowSchema schema =
        new RowSchema(
            List.of(field("id", Kind.UUID), field("part", Kind.INT)),
            List.of(
                field("yes", Kind.BOOLEAN),
                field("small", Kind.INT),
                field("large", Kind.LONG),
                field("float", Kind.FLOAT),
                field("double", Kind.DOUBLE),
                field("decimal", Kind.DECIMAL),
                field("text", Kind.TEXT),
                field("bytes", Kind.BYTES),
                field("instant", Kind.INSTANT),
                field("date", Kind.DATE),
                new Field("vector", new Type(Kind.VECTOR, 3, List.of()), false),
                new Field("struct", struct, false),
                new Field(
                    "list",
                    new Type(Kind.LIST, 0, List.of(new Field("element", struct, false))),
                    false),
                new Field(
                    "map",
                    new Type(
                        Kind.MAP, 0, List.of(field("key", Kind.TEXT), field("value", Kind.LONG))),
                    false),
                new Field("absent", Type.of(Kind.TEXT), true)));
    Setup<LuceneIndex> setup = setup(spec(), schema);
    Row key = new Row(schema.key(), List.of(UUID.fromString("0-0-0-0-7"), -3));
    Row value =
        new Row(
            schema.value(),
            Arrays.asList(
                true,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -0.0f,
                Double.NaN,
                new BigDecimal("1.500"),
                "text with NUL \0 and \uD83D\uDE00",
                new byte[] {0, -1},
                Instant.parse("2026-11-23T04:05:06.123456789Z"),
                LocalDate.of(2026, 11, 23),
                new float[] {1, 0.5f, -2},
                new Row(parts, List.of(1.5, "t")),
                List.of(new Row(parts, List.of(2.5, "u"))),
                Map.of("k", 5L),
                null));
    create(setup);
    write(setup, List.of(new Upsert<>(key, value)));

    assertThat(rows(setup)).containsExactly(new Upsert<>(key, value));
    try (FSDirectory index = FSDirectory.open(Path.of(spec().directory()));
        DirectoryReader reader = DirectoryReader.open(index)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      assertThat(searcher.count(new TermQuery(new Term("struct.tag", "t")))).isEqualTo(1);
      assertThat(searcher.count(new TermQuery(new Term("list.tag", "u")))).isEqualTo(1);
    }
  }

  @Test
  void aRowThatCannotBeIndexedIsRejectedNamingTheComponent() throws Exception {
    create(pages());
    assertThat(refusal(pages(), id("k".repeat(40_000)), page("t", 1))).contains("the key has 40,0");
    assertThat(refusal(pages(), id("a"), page("half \uD800", 1)))
        .isEqualTo("row a: title has half a surrogate pair, which is no text");
    assertThat(refusal(pages(), id("a"), page("t", 1, Float.NaN, 1)))
        .startsWith("row a: place has NaN");
    assertThat(refusal(pages(), id("a"), page("t", 1, 0, 0)))
        .startsWith("row a: place has only zeros");
    assertThat(rows(pages())).isEmpty();
  }

  @Test
  void anIndexThatAnotherProcessWritesIsRefused() throws Exception {
    create(pages());
    try (FSDirectory index = FSDirectory.open(Path.of(spec().directory()));
        IndexWriter other = new IndexWriter(index, new IndexWriterConfig(new StandardAnalyzer()))) {
      assertThat(other.isOpen()).isTrue();
      assertThatThrownBy(() -> connector.prepare(pages()))
          .hasMessageContaining(spec().directory())
          .hasMessageContaining("is being written by another process");
      assertThatThrownBy(() -> connector.applySetupChange(new SetupChange.Drop<>(pages())))
          .hasMessageContaining("is being written by another process");
    }
    write(pages(), List.of(new Upsert<>(id("a"), page("t", 1))));
    assertThat(rows(pages())).hasSize(1);
  }

  @Test
  void twoInstancesOfOneProcessWriteToOneIndex() throws Exception {
    create(pages());
    try (OpenIndex one = connector.prepare(pages());
        OpenIndex other = connector.prepare(pages())) {
      Upsert<Row, Row> a = new Upsert<>(id("a"), page("t", 1));
      Upsert<Row, Row> b = new Upsert<>(id("b"), page("t", 1));
      connector.mutate(List.of(new Mutations(one, List.of(a), List.of())));
      connector.mutate(List.of(new Mutations(other, List.of(b), List.of())));
    }
    assertThat(rows(pages())).hasSize(2);
  }

  @Test
  void anIndexOfSomebodyElseIsNotTouched() throws Exception {
    Path path = Path.of(spec().directory());
    try (FSDirectory index = FSDirectory.open(path);
        IndexWriter other = new IndexWriter(index, new IndexWriterConfig(new StandardAnalyzer()))) {
      other.addDocument(new Document());
      other.commit();
    }
    assertThatThrownBy(() -> create(pages()))
        .hasMessageContaining("There is another Lucene index in " + path)
        .hasMessageContaining("which Freshet did not make");
  }

  @Test
  void anIndexWithOtherFieldsIsNotTouched() throws Exception {
    create(pages());
    RowSchema other =
        new RowSchema(PAGES.key(), List.of(field("title", Kind.TEXT), field("words", Kind.TEXT)));
    assertThatThrownBy(() -> create(setup(spec(), other)))
        .hasMessageContaining("words=an integer")
        .hasMessageContaining("words=full text");
  }

  @Test
  void aDropLeavesTheFilesOfOthers() throws Exception {
    create(pages());
    Path path = Path.of(spec().directory());
    Files.writeString(path.resolve("notes.txt"), "mine");
    connector.applySetupChange(new SetupChange.Drop<>(pages()));
    try (var left = Files.list(path)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("notes.txt");
    }
  }

  @Test
  void anIndexThatIsGoneIsNotMadeAgainUnseen() throws Exception {
    create(pages());
    connector.applySetupChange(new SetupChange.Drop<>(pages()));
    assertThatThrownBy(() -> connector.prepare(pages()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("there is no Lucene index any more");
  }

  @Test
  void fieldsMayBeAddedAndNothingElse() {
    Field tags =
        new Field("tags", new Type(Kind.LIST, 0, List.of(field("element", Kind.TEXT))), false);
    List<Field> more = new ArrayList<>(PAGES.value());
    more.add(tags);
    RowSchema wider = new RowSchema(PAGES.key(), more);
    assertThat(connector.compatibility(pages(), setup(spec(), wider)))
        .isEqualTo(Compatibility.REWRITE_ROWS);
    assertThat(connector.compatibility(setup(spec(), wider), pages()))
        .isEqualTo(Compatibility.RECREATE);
    LuceneIndex keyword =
        new LuceneIndex(
            spec().directory(),
            List.of("title"),
            spec().analyzer(),
            spec().similarity(),
            spec().hnsw());
    assertThat(connector.compatibility(pages(), setup(keyword, PAGES)))
        .isEqualTo(Compatibility.RECREATE);
  }

  @Test
  void optionsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> connector.check(setup(new LuceneIndex(""), PAGES)))
        .hasMessage("target search: directory is empty; name one for the index");
    LuceneIndex unknown =
        new LuceneIndex(
            "i", List.of("words"), spec().analyzer(), spec().similarity(), spec().hnsw());
    assertThatThrownBy(() -> connector.check(setup(unknown, PAGES)))
        .hasMessage(
            "target search: keyword names \"words\", which is no text beside the key; there are"
                + " [title]");
    LuceneIndex narrow =
        new LuceneIndex(
            "i", List.of(), spec().analyzer(), spec().similarity(), new LuceneIndex.Hnsw(1, 100));
    assertThatThrownBy(() -> connector.check(setup(narrow, PAGES)))
        .hasMessage("target search: hnsw: connections is 1; wanted 2 to 512");
    RowSchema huge =
        new RowSchema(
            PAGES.key(), List.of(new Field("v", new Type(Kind.VECTOR, 5000, List.of()), false)));
    assertThatThrownBy(() -> connector.check(setup(spec(), huge)))
        .hasMessageContaining("the vector v has 5000 dimensions; an index takes up to 4096");
    RowSchema own = new RowSchema(PAGES.key(), List.of(field("_key", Kind.TEXT)));
    assertThatThrownBy(() -> connector.check(setup(spec(), own)))
        .hasMessageContaining("begins with an underscore");
  }

  private List<String> found(String text, float... vector) throws Exception {
    RowSearch search = new RowSearch(text, vector.length == 0 ? null : vector, 2);
    return connector.findRows(pages(), search).stream()
        .map(row -> row.key().get("id") + " " + row.value().get("title"))
        .toList();
  }

  @Test
  void findsRowsByWordsByKeyAndByTheNearestVectorTheBestFirst() throws Exception {
    create(pages());
    write(
        pages(),
        List.of(
            new Upsert<>(id("a"), page("the tide and the moon", 5, 1, 0)),
            new Upsert<>(id("b"), page("the moon, the moon", 4, 0, 1)),
            new Upsert<>(id("c"), page("a well", 2, 1, 1))));

    assertThat(found("moon")).containsExactly("b the moon, the moon", "a the tide and the moon");
    assertThat(found("c")).containsExactly("c a well");
    assertThat(found("sun")).isEmpty();
    assertThat(found("", 1, 0.1f)).containsExactly("a the tide and the moon", "c a well");
    assertThatThrownBy(() -> found("", 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "its rows have no vector of the length 3 of that of the text, but [place of 2]");
  }

  @Test
  void anIndexThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> found("moon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no Lucene index in " + directory);
  }
}
