/** The Postgres target beside the fastest repeatable way to write the same rows by hand. */
package dev.freshet.benchmarks.postgres;
