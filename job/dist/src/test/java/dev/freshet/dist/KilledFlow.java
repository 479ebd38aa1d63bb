package dev.freshet.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A flow file whose function gets other options, whose targets come, go and change their place, and
 * whose sources are watched or not.
 */
final class KilledFlow {
  private static final int PLACES = 3;

  private final Path docs;
  private final MovingRows rows;
  private final KilledTarget target;
  private final Random random;
  private final TreeSet<String> placesUsed = new TreeSet<>();
  private String life = "a";
  private int place;
  private String greeting = "hello";
  private boolean copies;
  private boolean watch;

  KilledFlow(Path docs, MovingRows rows, KilledTarget target, Random random) {
    this.docs = docs;
    this.rows = rows;
    this.target = target;
    this.random = random;
  }

  /** The function of the flow, whose options are in the flow file. */
  static Path function(Path jar) throws IOException {
    return new CompiledJar()
        .with(
            "com.example.lines.Lines",
            """
            public record Lines(String greeting, Target<Line> target) implements ItemFunction {
              public record Line(@Key String id, String text) {}

              public void apply(Item item, Context context) {
                for (String line : item.text().lines().toList()) {
                  String[] parts = line.split("=");
                  context.declare(target, new Line(parts[0], greeting + " " + parts[1]));
                }
              }
            }
            """)
        .writeTo(jar);
  }

  /** Changes one thing; returns what. */
  String edit() {
    switch (random.nextInt(5)) {
      case 0 -> copies = !copies;
      case 1 -> place = random.nextInt(PLACES);
      case 2 -> watch = !watch;
      default -> greeting = random.nextBoolean() ? "hello" : "greeting " + random.nextInt(1000);
    }
    return "%s at %d, copies %s, watch %s".formatted(greeting, place, copies, watch);
  }

  /** From now on it writes to places where it never was. */
  void beginAnew(String newLife) {
    life = newLife;
    placesUsed.clear();
  }

  Path write(Path file) throws IOException {
    placesUsed.addAll(places().keySet());
    return write(file, "");
  }

  /** The same flow, but for where its rows go. */
  Path write(Path file, String suffix) throws IOException {
    StringBuilder sources = new StringBuilder(source("documents", greeting, "rows"));
    StringBuilder targets = new StringBuilder(target("rows", rowsPlace() + suffix));
    if (copies) {
      sources.append(source("others", "copy of", "copies"));
      targets.append(target("copies", copiesPlace() + suffix));
    }
    return Files.writeString(file, "name: killed\nsources:\n" + sources + "targets:\n" + targets);
  }

  private String source(String name, String text, String targetName) {
    return """
      %s:
        type: local-files
        path: %s
        refresh-interval: 100ms
        watch: %s
        process: {class: com.example.lines.Lines, greeting: "%s", target: %s}
    """
        .formatted(name, docs, watch, text, targetName);
  }

  private String target(String name, String where) {
    return "  " + name + ": " + target.yaml(where) + "\n";
  }

  private String rowsPlace() {
    return "rows_" + life + "_" + place;
  }

  private String copiesPlace() {
    return "copies_" + life;
  }

  /** Where rows go, to the rows that belong there. */
  Map<String, Map<String, String>> places() {
    Map<String, Map<String, String>> places = new TreeMap<>();
    places.put(rowsPlace(), rows.rows(greeting));
    if (copies) {
      places.put(copiesPlace(), rows.rows("copy of"));
    }
    return places;
  }

  /** Every place of this life, to what belongs there, which is nothing where it has left. */
  Map<String, Map<String, String>> placesWithThoseLeft() {
    Map<String, Map<String, String>> all = new TreeMap<>(places());
    for (String used : placesUsed) {
      all.putIfAbsent(used, Map.of());
    }
    return all;
  }
}
