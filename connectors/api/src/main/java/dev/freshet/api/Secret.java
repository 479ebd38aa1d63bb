package dev.freshet.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where to find a credential: {@code env:NAME} or {@code file:/path}. Never the credential itself,
 * so that it reaches no flow file, state, log or plan.
 */
public record Secret(String reference) {
  public Secret {
    if (!reference.startsWith("env:") && !reference.startsWith("file:")) {
      throw new IllegalArgumentException(
          "A secret is written as a reference, env:NAME or file:/path, never as the value itself");
    }
  }

  /** Reads the credential now; one trailing line end of a file is left out. */
  public String reveal() throws IOException {
    if (reference.startsWith("env:")) {
      String name = reference.substring("env:".length());
      String value = System.getenv(name);
      if (value == null) {
        throw new IOException("The environment variable " + name + " of a secret is not set");
      }
      return value;
    }
    return Files.readString(Path.of(reference.substring("file:".length())))
        .replaceFirst("\\R$", "");
  }

  @Override
  public String toString() {
    return "***";
  }
}
