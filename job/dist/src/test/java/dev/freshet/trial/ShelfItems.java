package dev.freshet.trial;

import dev.freshet.api.SourceSpec;

/**
 * @param note changes nothing, and is not part of the address
 */
public record ShelfItems(String trial, String shelf, String note) implements SourceSpec {
  public ShelfItems(String trial, String shelf) {
    this(trial, shelf, "");
  }
}
