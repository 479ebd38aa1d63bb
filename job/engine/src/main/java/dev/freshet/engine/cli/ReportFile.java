package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.JsonText;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.item.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What {@code --report} asks for: one JSON file, replaced as a whole. */
final class ReportFile {
  private final @Nullable Path file;

  /**
   * @throws RunFailure if nothing can be written there
   */
  ReportFile(Arguments arguments) throws RunFailure {
    Path named = arguments.path(Option.REPORT);
    this.file = named == null ? null : named.toAbsolutePath();
    if (file != null && (Files.isDirectory(file) || !Files.isDirectory(directory(file)))) {
      throw new RunFailure(
          RunFailure.WRONG,
          "--report: expected a file in a directory that exists, found " + named,
          null);
    }
  }

  void write(JsonNode json) throws RunFailure {
    if (file == null) {
      return;
    }
    Path temporary = directory(file).resolve("." + file.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, JsonText.pretty(json) + "\n");
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new RunFailure(
          RunFailure.FAILED, "The report " + file + " was not written: " + Failures.describe(e), e);
    }
  }

  private static Path directory(Path file) {
    Path directory = file.getParent();
    return directory == null ? file : directory;
  }
}
