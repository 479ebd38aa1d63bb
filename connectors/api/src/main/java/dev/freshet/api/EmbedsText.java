package dev.freshet.api;

/**
 * An {@link ItemFunction} that declares vectors of texts, or a {@link Step} that makes them, and
 * can say that of any other text, so that its rows can be searched by meaning.
 */
public interface EmbedsText {
  /** The vector that the function would declare for this text. */
  float[] embedText(String text) throws Exception;
}
