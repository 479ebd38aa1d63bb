package dev.freshet.qdrant;

import static dev.freshet.qdrant.CollectionTrial.field;
import static dev.freshet.qdrant.CollectionTrial.nullable;
import static dev.freshet.qdrant.CollectionTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.qdrant.QdrantCollection.Distance;
import dev.freshet.qdrant.QdrantCollection.PayloadIndex;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is touched. */
final class SpecCheckTest {
  private static final String URL = "http://localhost:6334";

  private static CollectionTrial trial(String url, String collection, Field... value) {
    return CollectionTrial.of(new QdrantCollection(url, collection), value);
  }

  private static void refused(CollectionTrial trial, String... parts) {
    assertThatThrownBy(trial::check)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("target things: ")
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost, http://localhost:6334",
    "https://example.com:6334/, https://example.com:6334",
    "http://[::1]:7, http://[::1]:7"
  })
  void addressesHaveAPortAndSayWhetherThereIsTls(String url, String address) {
    assertThat(Address.of(url)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:6334", "grpc://host", "http://host/path", "http://", "a b"})
  void otherAddressesAreRefused(String url) {
    refused(trial(url, "things"), "url is", "wanted http://host:6334");
  }

  @Test
  void aCredentialInTheAddressIsRefusedAndNotShown() {
    CollectionTrial trial = trial("http://me:sesame@host:6334", "things");
    refused(trial, "api-key");
    assertThatThrownBy(trial::check).message().doesNotContain("sesame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a/b", "a?b", "a\0b"})
  void namesThatTheServerRefusesAreRefused(String name) {
    refused(trial(URL, name), "collection is");
  }

  @Test
  void theConnectorsOwnNameIsRefused() {
    refused(trial(URL, "things", field("_freshet", Kind.TEXT)), "_freshet", "rename it");
  }

  @Test
  void aVectorThatIsTooLargeIsRefused() {
    refused(trial(URL, "things", vector("v", 70_000)), "the vector v has 70,000 dimensions");
  }

  @Test
  void optionsThatNameNothingListWhatThereIs() {
    Field[] fields = {field("text", Kind.TEXT), vector("v", 2)};
    refused(with(Map.of("w", Distance.DOT), Map.of(), 1, fields), "distances names \"w\"", "[v]");
    refused(
        with(Map.of(), Map.of("v", PayloadIndex.TEXT), 1, fields),
        "payload-indexes names \"v\"",
        "[key, text]");
    refused(
        with(Map.of(), Map.of("text", PayloadIndex.INTEGER), 1, fields),
        "payload index of text is INTEGER",
        "TEXT");
    refused(with(Map.of(), Map.of(), 0, fields), "batch is 0; wanted 1 to 1,000");
  }

  @Test
  void indexesOfElementsAndPathsAreTaken() {
    with(
            Map.of(),
            Map.of(
                "tags", PayloadIndex.KEYWORD,
                "author.name", PayloadIndex.TEXT,
                "key", PayloadIndex.KEYWORD),
            1,
            nullable("tags", Kind.LIST, field("element", Kind.TEXT)),
            nullable("author", Kind.STRUCT, field("name", Kind.TEXT)))
        .check();
  }

  private static CollectionTrial with(
      Map<String, Distance> distances,
      Map<String, PayloadIndex> indexes,
      int batch,
      Field... value) {
    return CollectionTrial.of(
        new QdrantCollection(URL, "things")
            .withDistances(distances)
            .withPayloadIndexes(indexes)
            .withBatch(batch),
        value);
  }
}
