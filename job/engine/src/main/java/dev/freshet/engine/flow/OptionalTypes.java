package dev.freshet.engine.flow;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;

/**
 * Types of functions that plugins bring which Freshet knows and does not carry. So a flow that
 * names one without its plugin is told how to have it.
 */
final class OptionalTypes {
  /** In each line a type, {@code =}, and where it is and what to do. */
  private static final String FILE = "META-INF/freshet/optional-types";

  private OptionalTypes() {}

  /** What to do for this type; empty if nothing is known of it. */
  static Optional<String> advice(String type) {
    Properties all = new Properties();
    try {
      for (URL url : Collections.list(OptionalTypes.class.getClassLoader().getResources(FILE))) {
        try (Reader lines = new InputStreamReader(url.openStream(), StandardCharsets.UTF_8)) {
          all.load(lines);
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(all.getProperty(type)).map(advice -> type + " " + advice);
  }
}
