package dev.freshet.engine.item.memo;

/**
 * What {@link Memos} did since it was made.
 *
 * @param calls inputs asked for, each input of a {@code callAll} being one
 * @param hits inputs answered without the function: from the store, from an equal input of the same
 *     call, or from another thread that was computing it
 * @param misses inputs handed to the function, whether it answered or failed. When nothing failed,
 *     hits and misses are the calls
 * @param storeFailures times the store could not be read or written, so that results were computed
 *     again or not kept
 * @param bytes the size of the store now
 */
public record MemoCounters(long calls, long hits, long misses, long storeFailures, long bytes) {}
