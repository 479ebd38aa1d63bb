package dev.freshet.splittext;

import java.util.List;
import java.util.Locale;

/** How a text is structured, and what the names of such files end in. */
public enum Format {
  /** By what the name of the item ends in; {@link #TEXT} if that is not known. */
  BY_NAME,
  TEXT,
  MARKDOWN("md", "markdown"),
  JAVA("java"),
  PYTHON("py", "pyi"),
  JAVASCRIPT("js", "mjs", "cjs", "jsx"),
  TYPESCRIPT("ts", "mts", "cts", "tsx"),
  GO("go"),
  RUST("rs"),
  C("c", "h"),
  CPP("cc", "cpp", "cxx", "hh", "hpp", "hxx");

  private final List<String> extensions;

  Format(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** Never {@link #BY_NAME}. */
  public static Format ofName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (Format format : values()) {
      if (format.extensions.contains(extension)) {
        return format;
      }
    }
    return TEXT;
  }

  boolean isCode() {
    return compareTo(MARKDOWN) > 0;
  }
}
