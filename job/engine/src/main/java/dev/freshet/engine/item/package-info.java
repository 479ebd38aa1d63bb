/**
 * Decides what happens to items: what changed since the last listing, which items are read and run
 * again, which claims follow, and when a scan is done. Plain Java, without Flink.
 */
package dev.freshet.engine.item;
