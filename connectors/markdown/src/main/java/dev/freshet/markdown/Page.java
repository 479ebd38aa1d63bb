package dev.freshet.markdown;

import dev.freshet.api.Key;

/** One HTML page; a file target writes it to {@code filename} and its own extension. */
public record Page(@Key String filename, String html) {}
