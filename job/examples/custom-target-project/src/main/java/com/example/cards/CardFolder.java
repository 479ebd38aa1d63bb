package com.example.cards;

import dev.freshet.api.TargetSpec;

/**
 * A folder with one text file for each card.
 *
 * @param folder relative to the working directory unless absolute
 */
public record CardFolder(String folder) implements TargetSpec {}
