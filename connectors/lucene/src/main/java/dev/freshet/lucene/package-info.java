/** Full-text and vector search without a server: a Lucene index in a local directory. */
package dev.freshet.lucene;
