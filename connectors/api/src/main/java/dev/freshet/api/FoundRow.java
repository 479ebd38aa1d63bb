package dev.freshet.api;

/**
 * A row that was found.
 *
 * @param score higher is better; comparable only within one search
 */
public record FoundRow(double score, Row key, Row value) {}
