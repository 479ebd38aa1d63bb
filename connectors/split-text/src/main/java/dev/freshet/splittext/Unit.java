package dev.freshet.splittext;

/** What a size counts. */
public enum Unit {
  /** UTF-16 characters, as {@link String#length} counts them. */
  CHARACTERS,
  /** Tokens of GPT-4 and of the embedding models text-embedding-3 and ada-002. */
  CL100K_BASE,
  /** Tokens of GPT-4o and later. */
  O200K_BASE
}
