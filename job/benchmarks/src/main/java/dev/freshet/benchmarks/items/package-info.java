/** A flow of as many items and rows as one likes, with a source and a target that cost little. */
package dev.freshet.benchmarks.items;
