package dev.freshet.opensearch;

import static dev.freshet.opensearch.IndexTrial.field;
import static dev.freshet.opensearch.IndexTrial.nullable;
import static dev.freshet.opensearch.IndexTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.opensearch.OpenSearchIndex.Engine;
import dev.freshet.opensearch.OpenSearchIndex.Space;
import dev.freshet.opensearch.OpenSearchIndex.Texts;
import dev.freshet.opensearch.OpenSearchIndex.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Indexes that are made, altered, in the way, or the user's. */
final class SetupIT {
  private static final SharedServer SERVER = SharedServer.OPENSEARCH;

  @AfterEach
  void removeAll() throws Exception {
    for (SharedServer server : SharedServer.values()) {
      if (server.isStarted()) {
        server.call("DELETE", "/things,others?ignore_unavailable=true", "");
      }
    }
  }

  private static IndexTrial trial(Field... value) {
    return IndexTrial.of(SERVER.index("things"), value);
  }

  private static JsonNode things(SharedServer server) throws Exception {
    return server.get("/things").path("things");
  }

  @Test
  void theIndexIsMadeFromTheTypeOfTheRows() throws Exception {
    IndexTrial.of(
            SERVER
                .index("things")
                .withShards(2, 0)
                .withTexts(new Texts("stop", Map.of("title", "simple"), List.of("kind")))
                .withVectors(
                    new Vectors(
                        Space.COSINE, Map.of("image", Space.L2), Engine.LUCENE, 8, 50, 200)),
            field("title", Kind.TEXT),
            field("body", Kind.TEXT),
            field("kind", Kind.TEXT),
            vector("words", 384),
            vector("image", 512))
        .created();
    JsonNode mappings = things(SERVER).path("mappings");
    assertThat(mappings.path("dynamic").asText()).isEqualTo("strict");
    JsonNode fields = mappings.path("properties");
    assertThat(fields.path("key").path("type").asText()).isEqualTo("keyword");
    assertThat(fields.path("title").path("analyzer").asText()).isEqualTo("simple");
    assertThat(fields.path("body").path("analyzer").asText()).isEqualTo("stop");
    assertThat(fields.path("kind").path("type").asText()).isEqualTo("keyword");
    assertThat(fields.path("words").path("dimension").asInt()).isEqualTo(384);
    JsonNode method = fields.path("image").path("method");
    assertThat(method.path("space_type").asText()).isEqualTo("l2");
    assertThat(method.path("engine").asText()).isEqualTo("lucene");
    assertThat(method.path("parameters").path("m").asInt()).isEqualTo(8);
    JsonNode settings = things(SERVER).path("settings").path("index");
    assertThat(settings.path("number_of_shards").asInt()).isEqualTo(2);
    assertThat(settings.path("translog").path("durability").asText()).isEqualTo("request");
    assertThat(settings.at("/knn.algo_param/ef_search").asInt()).isEqualTo(200);
    assertThat(settings.path("knn.derived_source").path("enabled").asText()).isEqualTo("false");
  }

  @Test
  void elasticsearchHasItsOwnVectors() throws Exception {
    SharedServer server = SharedServer.ELASTICSEARCH;
    IndexTrial.of(
            server.index("things").withVectors(new Vectors(Space.INNER_PRODUCT)), vector("v", 3))
        .created();
    JsonNode vector = things(server).at("/mappings/properties/v");
    assertThat(vector.path("type").asText()).isEqualTo("dense_vector");
    assertThat(vector.path("dims").asInt()).isEqualTo(3);
    assertThat(vector.path("similarity").asText()).isEqualTo("max_inner_product");
    assertThat(vector.at("/index_options/m").asInt()).isEqualTo(16);
  }

  @ParameterizedTest
  @EnumSource
  void fieldsAreAddedAndSettingsChangedInPlace(SharedServer server) throws Exception {
    OpenSearchIndex spec = server.index("things");
    IndexTrial before =
        IndexTrial.of(spec, field("place", Kind.STRUCT, nullable("a", Kind.INT))).created();
    server.call("PUT", "/things/_mapping", "{\"properties\": {\"theirs\": {\"type\": \"long\"}}}");
    before.write(before.row("a", new Row(List.of(), List.of())));
    IndexTrial now =
        IndexTrial.of(
            spec.withShards(1, 1),
            field("place", Kind.STRUCT, nullable("a", Kind.INT), nullable("b", Kind.LONG)),
            nullable("text", Kind.TEXT));
    now.alteredFrom(before);
    now.alteredFrom(before);
    assertThat(now.listedKeys()).containsExactly("a");
    JsonNode fields = things(server).at("/mappings/properties");
    assertThat(fields.at("/place/properties/b/type").asText()).isEqualTo("long");
    assertThat(fields.at("/text/type").asText()).isEqualTo("text");
    assertThat(fields.at("/theirs/type").asText()).isEqualTo("long");
    assertThat(things(server).at("/mappings/dynamic").asText()).isEqualTo("strict");
    assertThat(things(server).at("/settings/index/number_of_replicas").asInt()).isEqualTo(1);
    now.created();
    now.dropped();
    assertThat(server.get("/things").path("status").asInt()).isEqualTo(404);
  }

  @Test
  void anAlterationOfWhatIsNotThereMakesIt() throws Exception {
    IndexTrial trial = trial(field("text", Kind.TEXT));
    trial.alteredFrom(trial);
    assertThat(things(SERVER).at("/mappings/_meta").has("freshet")).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anIndexOfAnotherIsNeitherTakenNorDropped(SharedServer server) throws Exception {
    server.call("PUT", "/things", "{\"settings\": {\"number_of_replicas\": 0}}");
    IndexTrial trial = IndexTrial.of(server.index("things"), field("text", Kind.TEXT));
    assertThatThrownBy(trial::created)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("index things at " + server.url())
        .hasMessageContaining("Freshet did not make it");
    trial.dropped();
    assertThat(things(server).isMissingNode()).isFalse();
  }

  @Test
  void anAliasIsNotTakenForTheIndexThatItNames() throws Exception {
    IndexTrial.of(SERVER.index("others"), field("text", Kind.TEXT)).created();
    SERVER.call("PUT", "/others/_alias/things", "");
    IndexTrial trial = trial(field("text", Kind.TEXT));
    assertThatThrownBy(trial::created).hasMessageContaining("is an alias of the index others");
    trial.dropped();
    assertThat(SERVER.get("/others").has("others")).isTrue();
  }

  @Test
  void anIndexOfAnotherShapeInTheWayIsSaid() throws Exception {
    trial(field("text", Kind.TEXT), vector("v", 2)).created();
    assertThatThrownBy(() -> trial(field("text", Kind.TEXT), vector("v", 3)).created())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has another shape: wanted v.dimension 3, found 2");
    assertThatThrownBy(() -> trial(field("text", Kind.LONG), vector("v", 2)).created())
        .hasMessageContaining("wanted text.type \"long\", found \"text\"");
    IndexTrial shards =
        IndexTrial.of(
            SERVER.index("things").withShards(2, 0), field("text", Kind.TEXT), vector("v", 2));
    assertThatThrownBy(shards::created).hasMessageContaining("wanted 2 shards, found 1");
    IndexTrial other = trial(field("text", Kind.TEXT), vector("w", 2));
    assertThatThrownBy(() -> other.write(other.row("a", "", new float[] {1, 2})))
        .hasMessageContaining("wanted w")
        .hasMessageContaining("found none");
  }

  @Test
  void anIndexOfTheUserThatFitsIsWrittenAndOnlyOurRowsAreTouched() throws Exception {
    SERVER.call(
        "PUT",
        "/things",
        """
        {"settings": {"number_of_replicas": 0, "index.knn": true}, "aliases": {"others": {}},
         "mappings": {"properties": {"v": {"type": "knn_vector", "dimension": 2,
           "method": {"name": "hnsw", "engine": "lucene", "space_type": "l2"}}}}}
        """);
    SERVER.call("PUT", "/things/_doc/theirs", "{\"note\": 1}");
    IndexTrial trial =
        IndexTrial.of(SERVER.index("others"), field("text", Kind.TEXT), vector("v", 2));
    assertThat(trial.write(trial.row("a", "one", new float[] {1, 2}))).isEmpty();
    assertThat(trial.listed()).hasSize(2).contains(trial.row("a", "one", new float[] {1, 2}));
    trial.delete("a", "theirs");
    assertThat(SERVER.hits("things"))
        .singleElement()
        .satisfies(hit -> assertThat(hit.path("_id").asText()).isEqualTo("theirs"));
    trial.dropped();
    assertThat(things(SERVER).isMissingNode()).isFalse();
  }

  @Test
  void anIndexOfTheUserThatDoesNotFitIsSaid() throws Exception {
    SERVER.call(
        "PUT",
        "/things",
        """
        {"settings": {"number_of_replicas": 0, "index.knn": true}, "mappings": {"dynamic": "strict",
         "properties": {"key": {"type": "keyword"}, "v": {"type": "knn_vector", "dimension": 3}}}}
        """);
    IndexTrial vectors = trial(vector("v", 2));
    assertThatThrownBy(() -> vectors.write(vectors.row("a", (Object) new float[2])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wanted v.dimension 2, found 3");
    IndexTrial texts = trial(field("text", Kind.TEXT));
    assertThatThrownBy(() -> texts.write(texts.row("a", "")))
        .hasMessageContaining("wanted the field text, found a strict mapping without it");
  }
}
