/** A flow of a million rows, with a source and a target that cost nothing. */
package dev.freshet.benchmarks.rows;
