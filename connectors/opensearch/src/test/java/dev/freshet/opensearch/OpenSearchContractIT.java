package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Dimensions;
import dev.freshet.api.Key;
import dev.freshet.opensearch.OpenSearchIndex.Refresh;
import dev.freshet.testkit.TargetConnectorContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code opensearch} keeps what the engine relies on, against a real OpenSearch. */
class OpenSearchContractIT
    extends TargetConnectorContract<OpenSearchIndex, OpenSearchContractIT.Chunk> {
  record Chunk(@Key String address, String body, @Dimensions(3) float[] place) {}

  SharedServer server() {
    return SharedServer.OPENSEARCH;
  }

  @Override
  protected OpenSearchIndexConnector connector() {
    return new OpenSearchIndexConnector();
  }

  @Override
  protected OpenSearchIndex spec(String place) {
    return server().index(place);
  }

  @Override
  protected OpenSearchIndex edited(OpenSearchIndex spec) {
    return spec.withShards(1, 1).withRefresh(Refresh.NOW).withBulkBytes(1 << 20);
  }

  @Override
  protected Chunk row(String key, String text) {
    return new Chunk(key, text, new float[] {1, text.hashCode(), 0.1f});
  }

  @Override
  protected boolean writesRowByRow() {
    return false;
  }

  @Override
  protected Collection<Chunk> rowsAt(OpenSearchIndex spec) throws Exception {
    List<Chunk> found = new ArrayList<>();
    for (JsonNode hit : server().hits(spec.index())) {
      JsonNode source = hit.path("_source");
      float[] place = new float[source.path("place").size()];
      for (int i = 0; i < place.length; i++) {
        place[i] = source.path("place").path(i).floatValue();
      }
      found.add(new Chunk(source.path("address").asText(), source.path("body").asText(), place));
    }
    return found;
  }
}
