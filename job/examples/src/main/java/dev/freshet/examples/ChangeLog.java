package dev.freshet.examples;

import dev.freshet.api.TargetSpec;

/**
 * A log of every change of a target's rows, as lines of JSON in files that are never changed. Read
 * in the order of their paths, they tell the history of each row.
 *
 * @param directory relative to the working directory unless absolute
 */
public record ChangeLog(String directory) implements TargetSpec {}
