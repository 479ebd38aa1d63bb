/**
 * Results of expensive functions, remembered by their input: a cache that may be lost at any time,
 * never state. Knows nothing of items and rows, nor of Flink.
 */
package dev.freshet.engine.item.memo;
