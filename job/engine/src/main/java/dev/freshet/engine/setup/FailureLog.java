package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What failed, for people and their tools: files of JSON lines that are only ever added to the
 * directory. Nothing reads them, so they may be deleted at any time. A file is written as a whole;
 * one that is written again replaces itself.
 */
public final class FailureLog {
  private final Path directory;

  FailureLog(Path directory) {
    this.directory = directory;
  }

  /**
   * @param name without an extension
   * @param lines each with its line end
   */
  public void write(String name, String lines) throws IOException {
    StateFiles.write(directory.resolve(name + ".jsonl"), lines.getBytes(StandardCharsets.UTF_8));
  }
}
