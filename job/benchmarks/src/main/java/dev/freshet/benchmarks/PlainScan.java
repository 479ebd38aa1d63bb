package dev.freshet.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The floor under a run that finds nothing to do: walk the files and look at their attributes. */
public final class PlainScan {
  private PlainScan() {}

  public static void main(String[] arguments) throws IOException {
    long[] sum = new long[1];
    Files.walkFileTree(
        Path.of(arguments[0]),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size() + attributes.lastModifiedTime().toMillis();
            return FileVisitResult.CONTINUE;
          }
        });
    System.out.println(sum[0]);
  }
}
