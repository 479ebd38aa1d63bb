package dev.freshet.benchmarks.items;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory through which a flow is told which items changed, and tells what it did when. */
public record Place(Path directory) {
  /** The items from one number to before another. */
  public record Edit(long from, long to) {}

  /** Something the flow did, at milliseconds since 1970. */
  public record Event(String what, long begun, long ended, long count) {}

  public void edit(long from, long to) throws IOException {
    Path next = directory.resolve("edits.next");
    String before = Files.exists(edits()) ? Files.readString(edits()) : "";
    Files.writeString(next, before + from + " " + to + "\n");
    Files.move(next, edits(), StandardCopyOption.ATOMIC_MOVE);
  }

  List<Edit> allEdits() throws IOException {
    if (!Files.exists(edits())) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(edits())) {
      return lines
          .map(line -> line.split(" "))
          .map(line -> new Edit(Long.parseLong(line[0]), Long.parseLong(line[1])))
          .toList();
    }
  }

  /** How often this item changed. */
  static long version(List<Edit> edits, long item) {
    long version = 0;
    for (Edit edit : edits) {
      version += item >= edit.from && item < edit.to ? 1 : 0;
    }
    return version;
  }

  synchronized void tell(Event event) throws IOException {
    String line = "%s %d %d %d%n".formatted(event.what, event.begun, event.ended, event.count);
    Files.writeString(
        directory.resolve("events"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  public List<Event> events() throws IOException {
    if (!Files.exists(directory.resolve("events"))) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(directory.resolve("events"))) {
      return lines
          .map(line -> line.split(" "))
          .filter(line -> line.length == 4)
          .map(
              line ->
                  new Event(
                      line[0],
                      Long.parseLong(line[1]),
                      Long.parseLong(line[2]),
                      Long.parseLong(line[3])))
          .toList();
    }
  }

  private Path edits() {
    return directory.resolve("edits");
  }
}
