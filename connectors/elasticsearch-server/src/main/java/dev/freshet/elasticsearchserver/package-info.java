/** An Elasticsearch server for tests. */
package dev.freshet.elasticsearchserver;
