package dev.freshet.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Goes once through what users do most, in a directory with a flow of one document, so that {@code
 * ./freshet} can archive the classes that this loads (without plugins, whose loaders are made
 * anew): a first update, one that finds nothing to do, and one that finds an edit.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * @param line the flow file and the document
   */
  public static void main(String[] line) throws IOException {
    String flow = line[0];
    int exitCode = update(flow);
    exitCode |= update(flow);
    Files.writeString(Path.of(line[1]), "\nEdited\n", StandardOpenOption.APPEND);
    exitCode |= update(flow);
    System.exit(exitCode);
  }

  private static int update(String flow) {
    return Main.run(Terminal.ofProcess(), "update", flow, "--plugins", "plugins");
  }
}
