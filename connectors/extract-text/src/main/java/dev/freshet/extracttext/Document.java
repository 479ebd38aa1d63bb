package dev.freshet.extracttext;

/**
 * What was found in a document.
 *
 * @param title empty if it has none
 * @param text with an empty line between paragraphs
 * @param type its media type, as {@code application/pdf}
 */
public record Document(String title, String text, String type) {}
