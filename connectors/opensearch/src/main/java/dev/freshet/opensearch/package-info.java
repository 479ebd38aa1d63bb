/** The target {@code opensearch}: documents of an index of OpenSearch or Elasticsearch. */
package dev.freshet.opensearch;
