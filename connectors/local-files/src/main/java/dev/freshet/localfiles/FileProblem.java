package dev.freshet.localfiles;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** What went wrong with a file, in words; the JDK's messages often are only the path. */
final class FileProblem {
  private FileProblem() {}

  /** A directory as it was written, and where that is. */
  static String place(String written, Path resolved) {
    return resolved.toString().equals(written)
        ? written
        : written + " (resolved to " + resolved + ")";
  }

  static String reason(Exception problem) {
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (problem instanceof NoSuchFileException) {
      return "it is not there any more";
    }
    if (problem instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (problem instanceof FileSystemException exception && exception.getReason() != null) {
      return exception.getReason();
    }
    return Objects.requireNonNullElse(problem.getMessage(), problem.toString());
  }
}
