package dev.freshet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model that makes vectors behind an endpoint. Thread safe. */
public final class EndpointEmbeddingModel implements EmbeddingModel {
  private final ModelCalls calls;
  private final ModelEndpoint endpoint;

  public EndpointEmbeddingModel(ModelEndpoint endpoint) {
    this.endpoint = endpoint;
    this.calls = new ModelCalls(endpoint);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return embedAll(segments, () -> {});
  }

  /**
   * @param answered runs when the answer has come, before it is read
   */
  Response<List<Embedding>> embedAll(List<TextSegment> segments, Runnable answered) {
    try {
      return Response.from(vectors(segments.stream().map(TextSegment::text).toList(), answered));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a model was asked", e);
    }
  }

  private List<Embedding> vectors(List<String> texts, Runnable answered)
      throws IOException, InterruptedException {
    ObjectNode request = calls.request().put("encoding_format", "float");
    ArrayNode input = request.putArray("input");
    texts.forEach(input::add);
    JsonNode data = calls.post("/embeddings", request, answered).path("data");
    Embedding[] vectors = new Embedding[texts.size()];
    for (JsonNode one : data) {
      int index = one.path("index").asInt(-1);
      if (index < 0 || index >= vectors.length || !one.path("embedding").isArray()) {
        throw answer("a vector without its place");
      }
      vectors[index] = Embedding.from(numbers(one.path("embedding")));
    }
    if (Arrays.asList(vectors).contains(null)) {
      throw answer(data.size() + " vectors for " + texts.size() + " texts");
    }
    return new ArrayList<>(Arrays.asList(vectors));
  }

  private IOException answer(String what) {
    return new IOException(
        "Model " + endpoint.name() + " at " + endpoint.url() + " answered " + what);
  }

  private static float[] numbers(JsonNode array) {
    float[] numbers = new float[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) array.get(i).asDouble();
    }
    return numbers;
  }
}
