package dev.freshet.opensearch;

/** The same with {@code dialect: elasticsearch}, against a real Elasticsearch. */
final class ElasticsearchContractIT extends OpenSearchContractIT {
  @Override
  SharedServer server() {
    return SharedServer.ELASTICSEARCH;
  }
}
