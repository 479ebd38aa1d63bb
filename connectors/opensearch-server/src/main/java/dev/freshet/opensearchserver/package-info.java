/** An OpenSearch server for tests. */
package dev.freshet.opensearchserver;
