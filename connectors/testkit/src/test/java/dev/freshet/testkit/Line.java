package dev.freshet.testkit;

import dev.freshet.api.Key;

/** A row of tests. */
public record Line(@Key String key, String text) {}
