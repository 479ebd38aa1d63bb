/**
 * Carries the decisions of the other packages on Apache Flink: source, operators, sink, and the
 * runs that start, watch and stop a job. The only package that knows Flink.
 */
package dev.freshet.engine.flink;
