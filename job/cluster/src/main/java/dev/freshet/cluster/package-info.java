/** A Flink cluster for tests. */
package dev.freshet.cluster;
