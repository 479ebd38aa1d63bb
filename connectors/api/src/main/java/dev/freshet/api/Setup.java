package dev.freshet.api;

import java.time.Duration;

/**
 * One source or target as declared.
 *
 * @param schema of a target's rows; without fields for a source
 * @param callDeadline the longest that one client call may take; a connector sets it as the timeout
 *     of every request it makes
 */
public record Setup<S>(String name, S spec, RowSchema schema, Duration callDeadline) {}
