/**
 * Decides what happens to rows: who claims one, which mutation follows, what a batch holds and how
 * it is committed. Plain Java; knows neither items nor flows nor Flink.
 */
package dev.freshet.engine.row;
