/** Measures what state, scans, checkpoints and restores cost by the number of items and rows. */
package dev.freshet.benchmarks.scale;
