package dev.freshet.opensearch;

import static dev.freshet.opensearch.IndexTrial.field;
import static dev.freshet.opensearch.IndexTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Secret;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import dev.freshet.opensearch.OpenSearchIndex.Engine;
import dev.freshet.opensearch.OpenSearchIndex.Refresh;
import dev.freshet.opensearch.OpenSearchIndex.Space;
import dev.freshet.opensearch.OpenSearchIndex.Texts;
import dev.freshet.opensearch.OpenSearchIndex.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is touched, and what an edit needs. */
final class IndexChecksTest {
  private static final OpenSearchIndex SPEC =
      new OpenSearchIndex("http://localhost:9200", "things");
  private static final Field[] FIELDS = {field("text", Kind.TEXT), vector("v", 2)};

  private static IndexTrial trial(OpenSearchIndex spec) {
    return IndexTrial.of(spec, FIELDS);
  }

  private static void refused(IndexTrial trial, String... parts) {
    assertThatThrownBy(trial::check)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("target things: ")
        .hasMessageContainingAll(parts);
  }

  private static void refused(OpenSearchIndex spec, String... parts) {
    refused(trial(spec), parts);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost, http://localhost:9200",
    "https://example.com/, https://example.com:443",
    "https://example.com:9243/search/one/, https://example.com:9243/search/one",
    "http://[::1]:7, http://[::1]:7"
  })
  void addressesHaveAPortAndAPath(String url, String address) {
    assertThat(Address.of(url)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9200", "ftp://host", "http://", "a b", "http://host#part"})
  void otherAddressesAreRefused(String url) {
    refused(new OpenSearchIndex(url, "things"), "url is", "wanted http://host:9200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://me:sesame@host:9200", "http://host/?key=sesame", "a://b@sesame"})
  void aCredentialInTheAddressIsRefusedAndNotShown(String url) {
    IndexTrial trial = trial(new OpenSearchIndex(url, "things"));
    refused(trial, "password", "api-key");
    assertThatThrownBy(trial::check).message().doesNotContain("sesame");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Things", "a b", "a/b", "a*", "a,b", "_all", "-a", ".", "..", "a\0b", "ü"})
  void namesThatTheServerRefusesAreRefused(String name) {
    refused(new OpenSearchIndex("http://localhost", name), "index is");
  }

  @Test
  void halfOfALoginAndTwoLoginsAreRefused() {
    Secret secret = new Secret("env:NONE");
    refused(new OpenSearchIndex("http://h", "things", "me", null), "user and password");
    refused(new OpenSearchIndex("http://h", "things", null, secret), "user and password");
    refused(
        new OpenSearchIndex("http://h", "things", "me", secret).withApiKey(secret),
        "api-key is given instead");
    refused(SPEC.withCertificate("ca.pem"), "certificate is for TLS");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    refused(SPEC.withShards(0, 1), "shards is 0; wanted 1 to 1,024");
    refused(SPEC.withShards(1, -1), "replicas is -1");
    refused(SPEC.withBulkBytes(10), "bulk-bytes is 10");
    refused(
        SPEC.withVectors(new Vectors(Space.L2, Map.of(), Engine.LUCENE, 1, 100, 0)),
        "vectors: m is 1; wanted 2 to 512");
  }

  @Test
  void optionsThatNameNothingListWhatThereIs() {
    refused(
        SPEC.withTexts(new Texts("", Map.of("title", "english"), List.of())),
        "texts: analyzers names \"title\"",
        "[text]");
    refused(SPEC.withTexts(new Texts(List.of("v"))), "texts: keyword names \"v\"", "[text]");
    refused(
        SPEC.withTexts(new Texts("", Map.of("text", "english"), List.of("text"))),
        "text is found as a whole");
    refused(
        SPEC.withVectors(new Vectors(Space.L2, Map.of("w", Space.L2), Engine.LUCENE, 16, 100, 0)),
        "vectors: spaces names \"w\"",
        "[v]");
    refused(
        SPEC.withDialect(Dialect.ELASTICSEARCH)
            .withVectors(new Vectors(Space.L2, Map.of(), Engine.FAISS, 16, 100, 0)),
        "the dialect is elasticsearch");
  }

  @Test
  void componentsThatNoIndexTakesAreRefused() {
    refused(IndexTrial.of(SPEC, field("_id", Kind.TEXT)), "_id begins with an underscore");
    refused(IndexTrial.of(SPEC, vector("v", 16_001)), "the vector v has 16,001 dimensions");
    refused(
        IndexTrial.of(SPEC.withDialect(Dialect.ELASTICSEARCH), vector("v", 4097)), "up to 4,096");
  }

  @Test
  void thePlaceIsKnownWithoutWhoAsks() {
    OpenSearchIndexConnector connector = new OpenSearchIndexConnector();
    OpenSearchIndex spec =
        new OpenSearchIndex("https://host/a/", "things", "me", new Secret("env:SESAME"));
    assertThat(connector.persistentKey(trial(spec).setup())).isEqualTo("host:443/a/things");
    assertThat(connector.describe("host:443/a/things"))
        .isEqualTo("OpenSearch index host:443/a/things");
  }

  private static Compatibility from(IndexTrial before, IndexTrial now) {
    return now.compatibilityFrom(before);
  }

  @Test
  void whatAnIndexCanTakeNeedsNoRows() {
    IndexTrial before = trial(SPEC);
    for (OpenSearchIndex edited :
        List.of(
            SPEC.withRefresh(Refresh.NOW),
            SPEC.withShards(1, 0),
            SPEC.withBulkBytes(1 << 20),
            SPEC.withApiKey(new Secret("env:KEY")),
            SPEC.withVectors(new Vectors(Space.COSINE, Map.of(), Engine.LUCENE, 16, 100, 50)))) {
      assertThat(from(before, trial(edited))).isEqualTo(Compatibility.COMPATIBLE);
    }
  }

  @Test
  void anotherFieldNeedsTheRowsAgain() {
    IndexTrial before = IndexTrial.of(SPEC, field("place", Kind.STRUCT, field("a", Kind.INT)));
    IndexTrial more =
        IndexTrial.of(
            SPEC, field("place", Kind.STRUCT, field("a", Kind.INT), FIELDS[0]), FIELDS[0]);
    assertThat(from(before, more)).isEqualTo(Compatibility.REWRITE_ROWS);
    assertThat(from(more, before)).isEqualTo(Compatibility.RECREATE);
    assertThat(
            from(
                before,
                IndexTrial.of(
                    SPEC, IndexTrial.nullable("place", Kind.STRUCT, field("a", Kind.INT)))))
        .isEqualTo(Compatibility.REWRITE_ROWS);
  }

  @Test
  void whatAnIndexCannotTakeMakesItAnew() {
    IndexTrial before = trial(SPEC);
    for (IndexTrial edited :
        List.of(
            IndexTrial.of(SPEC, field("text", Kind.TEXT), vector("v", 3)),
            IndexTrial.of(SPEC, field("text", Kind.INT), vector("v", 2)),
            trial(SPEC.withShards(2, 1)),
            trial(SPEC.withTexts(new Texts(List.of("text")))),
            trial(SPEC.withTexts(new Texts("simple", Map.of(), List.of()))),
            trial(SPEC.withVectors(new Vectors(Space.L2))),
            trial(SPEC.withDialect(Dialect.ELASTICSEARCH)),
            trial(new OpenSearchIndex("http://localhost:9200", "others")))) {
      assertThat(from(before, edited)).isEqualTo(Compatibility.RECREATE);
    }
    IndexTrial withoutVector = IndexTrial.of(SPEC, field("text", Kind.TEXT));
    assertThat(from(withoutVector, before)).isEqualTo(Compatibility.RECREATE);
  }
}
