package dev.freshet.splittext;

/**
 * A piece of a text.
 *
 * @param start where it begins, in UTF-16 characters as {@link String} counts them
 * @param end where it ends, exclusive
 * @param path in a Markdown document the headings it stands under, in source code the names of what
 *     it begins in, from the outermost on and joined by {@code " > "}; empty if there are none
 * @param text what stands from {@code start} to {@code end}, unchanged
 */
public record Chunk(int start, int end, String path, String text) {}
