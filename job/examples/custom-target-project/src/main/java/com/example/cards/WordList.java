package com.example.cards;

import dev.freshet.api.SourceSpec;

/**
 * The lines of a text file as items: {@code word: meaning}.
 *
 * @param file relative to the working directory unless absolute
 */
public record WordList(String file) implements SourceSpec {}
