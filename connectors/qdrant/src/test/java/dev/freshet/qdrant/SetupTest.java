package dev.freshet.qdrant;

import static dev.freshet.qdrant.CollectionTrial.field;
import static dev.freshet.qdrant.CollectionTrial.nullable;
import static dev.freshet.qdrant.CollectionTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.qdrant.QdrantCollection.Distance;
import dev.freshet.qdrant.QdrantCollection.Hnsw;
import dev.freshet.qdrant.QdrantCollection.PayloadIndex;
import dev.freshet.qdrantserver.MemoryCollection;
import dev.freshet.qdrantserver.MemoryQdrant;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How collections are made, altered, dropped and left alone; against a server in memory. */
final class SetupTest {
  private MemoryQdrant server;

  @BeforeEach
  void start() throws Exception {
    server = new MemoryQdrant();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private QdrantCollection spec(
      Map<String, Distance> distances, Map<String, PayloadIndex> indexes, Hnsw hnsw) {
    return new QdrantCollection(server.url(), "things")
        .withDistances(distances)
        .withPayloadIndexes(indexes)
        .withHnsw(hnsw)
        .withVectorsOnDisk(true);
  }

  private CollectionTrial trial(Field... value) {
    return CollectionTrial.of(spec(Map.of(), Map.of(), new Hnsw(16, 100)), value);
  }

  private CollectionTrial indexed(Map<String, PayloadIndex> indexes) {
    return CollectionTrial.of(
        spec(Map.of(), indexes, new Hnsw(16, 100)),
        field("text", Kind.TEXT),
        nullable("at", Kind.INSTANT));
  }

  private MemoryCollection collection() {
    return server.collections().get("things");
  }

  private void makeTheirs(Map<String, VectorParams> vectors) {
    VectorsConfig.Builder config = VectorsConfig.newBuilder();
    config.getParamsMapBuilder().putAllMap(vectors);
    CollectionParams params = CollectionParams.newBuilder().setVectorsConfig(config).build();
    server
        .collections()
        .put(
            "things", MemoryCollection.of(CollectionConfig.newBuilder().setParams(params).build()));
  }

  private static VectorParams vectorOf(int size, String distance) {
    return VectorParams.newBuilder()
        .setSize(size)
        .setDistance(io.qdrant.client.grpc.Collections.Distance.valueOf(distance))
        .build();
  }

  @Test
  void theCollectionIsMadeFromTheTypeOfTheRows() throws Exception {
    CollectionTrial.of(
            spec(
                Map.of("image", Distance.DOT),
                Map.of("text", PayloadIndex.TEXT, "at", PayloadIndex.DATETIME),
                new Hnsw(8, 50)),
            field("text", Kind.TEXT),
            nullable("at", Kind.INSTANT),
            vector("words", 384),
            vector("image", 512))
        .created();
    Map<String, VectorParams> vectors =
        collection().config().getParams().getVectorsConfig().getParamsMap().getMapMap();
    assertThat(vectors).containsOnlyKeys("words", "image");
    assertThat(vectors.get("words").getSize()).isEqualTo(384);
    assertThat(vectors.get("words").getDistance().name()).isEqualTo("Cosine");
    assertThat(vectors.get("image").getDistance().name()).isEqualTo("Dot");
    assertThat(vectors.get("image").getOnDisk()).isTrue();
    assertThat(collection().config().getHnswConfig().getM()).isEqualTo(8);
    assertThat(collection().config().getHnswConfig().getEfConstruct()).isEqualTo(50);
    assertThat(collection().indexes())
        .containsEntry("text", PayloadSchemaType.Text)
        .containsEntry("at", PayloadSchemaType.Datetime);
  }

  @Test
  void indexesComeGoAndChangeAndThoseOfOthersStay() throws Exception {
    CollectionTrial before =
        indexed(Map.of("text", PayloadIndex.KEYWORD, "at", PayloadIndex.DATETIME)).created();
    collection().indexes().put("theirs", PayloadSchemaType.Integer);
    CollectionTrial now = indexed(Map.of("text", PayloadIndex.TEXT));
    assertThat(now.compatibilityFrom(before)).isEqualTo(Compatibility.COMPATIBLE);
    now.alteredFrom(before);
    assertThat(collection().indexes())
        .containsOnlyKeys("text", "theirs")
        .containsEntry("text", PayloadSchemaType.Text);
  }

  @Test
  void theGraphIsAlteredInPlace() throws Exception {
    CollectionTrial before = trial(vector("v", 2)).created();
    CollectionTrial now =
        CollectionTrial.of(spec(Map.of(), Map.of(), new Hnsw(32, 200)), vector("v", 2));
    assertThat(now.compatibilityFrom(before)).isEqualTo(Compatibility.COMPATIBLE);
    now.alteredFrom(before);
    assertThat(collection().config().getHnswConfig().getM()).isEqualTo(32);
  }

  @Test
  void anotherSizeDistanceOrVectorIsAnotherCollection() {
    CollectionTrial before = trial(vector("v", 2));
    assertThat(trial(vector("v", 3)).compatibilityFrom(before)).isEqualTo(Compatibility.RECREATE);
    assertThat(trial(vector("w", 2)).compatibilityFrom(before)).isEqualTo(Compatibility.RECREATE);
    CollectionTrial dot =
        CollectionTrial.of(
            spec(Map.of("v", Distance.DOT), Map.of(), new Hnsw(16, 100)), vector("v", 2));
    assertThat(dot.compatibilityFrom(before)).isEqualTo(Compatibility.RECREATE);
    assertThat(trial(vector("v", 2), field("text", Kind.TEXT)).compatibilityFrom(before))
        .isEqualTo(Compatibility.REWRITE_ROWS);
  }

  @Test
  void aCollectionOfAnotherIsNeitherTakenNorDropped() throws Exception {
    makeTheirs(Map.of("v", vectorOf(2, "Cosine")));
    CollectionTrial trial = trial(vector("v", 2));
    assertThatThrownBy(trial::created)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Qdrant collection things at " + server.url())
        .hasMessageContaining("Freshet did not make it");
    trial.dropped();
    assertThat(collection()).isNotNull();
  }

  @Test
  void aCollectionOfTheUserThatFitsIsWritten() throws Exception {
    makeTheirs(Map.of("v", vectorOf(2, "Cosine"), "w", vectorOf(7, "Dot")));
    CollectionTrial trial = trial(vector("v", 2));
    assertThat(trial.write(trial.row("a", new float[] {1, 2}))).isEmpty();
    assertThat(trial.listed()).containsExactly(trial.row("a", new float[] {1, 2}));
  }

  @Test
  void aCollectionOfTheUserThatDoesNotFitIsSaid() {
    makeTheirs(Map.of("v", vectorOf(3, "Cosine")));
    CollectionTrial trial = trial(vector("v", 2));
    assertThatThrownBy(() -> trial.write(trial.row("a", new float[2])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wanted the named vector v with 2 dimensions, Cosine")
        .hasMessageContaining("found it with 3 dimensions, Cosine");
    CollectionTrial other = trial(vector("w", 2));
    assertThatThrownBy(() -> other.write(other.row("a", new float[2])))
        .hasMessageContaining("found the vectors {v=3 dimensions, Cosine}");
  }

  @Test
  void aServerThatCannotKeepTheMarkIsRefusedAndKeepsNothing() {
    server.keepNoMetadata();
    assertThatThrownBy(() -> trial(vector("v", 2)).created())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has version 1.15.4")
        .hasMessageContaining("1.16");
    assertThat(server.collections()).isEmpty();
  }

  @Test
  void whatWasInterruptedIsFinishedByARepeat() throws Exception {
    CollectionTrial trial = indexed(Map.of("text", PayloadIndex.TEXT));
    for (String call : List.of("Create", "Update", "CreateFieldIndex")) {
      server.fail(call, Status.UNAVAILABLE);
      assertThatThrownBy(trial::created).hasMessageContaining("UNAVAILABLE");
      server.heal();
    }
    trial.created();
    assertThat(collection().indexes()).containsOnlyKeys("text");
    trial.dropped();
    trial.dropped();
    assertThat(server.collections()).isEmpty();
  }
}
