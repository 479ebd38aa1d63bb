package dev.freshet.trial;

import dev.freshet.api.Key;

/** The row of the trial flows. */
public record Line(@Key String id, String text) {}
