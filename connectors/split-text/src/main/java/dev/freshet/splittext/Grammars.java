package dev.freshet.splittext;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.treesitter.TSLanguage;
import org.treesitter.TreeSitterC;
import org.treesitter.TreeSitterCpp;
import org.treesitter.TreeSitterGo;
import org.treesitter.TreeSitterJava;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterRust;
import org.treesitter.TreeSitterTypescript;

/** The grammars of the formats that are code, each loaded when it is first needed. */
final class Grammars {
  private static final Map<Format, TSLanguage> LOADED = new ConcurrentHashMap<>();

  private Grammars() {}

  static TSLanguage of(Format format) {
    return LOADED.computeIfAbsent(format, Grammars::load);
  }

  private static TSLanguage load(Format format) {
    return switch (format) {
      case JAVA -> new TreeSitterJava();
      case PYTHON -> new TreeSitterPython();
      case JAVASCRIPT -> new TreeSitterJavascript();
      case TYPESCRIPT -> new TreeSitterTypescript();
      case GO -> new TreeSitterGo();
      case RUST -> new TreeSitterRust();
      case C -> new TreeSitterC();
      case CPP -> new TreeSitterCpp();
      case BY_NAME, TEXT, MARKDOWN -> throw new IllegalArgumentException(format + " is no code");
    };
  }
}
