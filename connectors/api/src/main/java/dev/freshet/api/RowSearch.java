package dev.freshet.api;

/**
 * What is searched for.
 *
 * @param text as it was typed
 * @param vector of the text, if the flow's function can say it: the rows with the nearest vectors
 *     are wanted; null for rows with the words of the text
 * @param most how many rows are wanted
 */
public record RowSearch(String text, float @Nullable [] vector, int most) {}
