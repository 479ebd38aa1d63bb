package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.StateRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One small file a subtask, replaced as a whole, through which whoever started a run learns how far
 * it is, be it in the same process or far away. Nothing in them is needed to go on after a crash.
 */
final class ProgressFiles {
  private static final String TEMPORARY = ".";
  private static final Map<Path, Bell> BELLS = new ConcurrentHashMap<>();

  private final Path directory;

  private ProgressFiles(Path directory) {
    this.directory = directory;
  }

  static ProgressFiles of(RunPlan plan) {
    return new ProgressFiles(plan.progress().resolve(Long.toString(plan.fence())));
  }

  /** Whether each look and each report is a request to a service. */
  boolean areFar() {
    return !StateRoot.isLocal(directory);
  }

  void create() throws IOException {
    Files.createDirectories(directory);
    BELLS.put(directory, new Bell());
  }

  /**
   * Rings when a subtask in the process that created this has published something; those elsewhere
   * cannot be heard.
   */
  Bell bell() {
    return BELLS.computeIfAbsent(directory, missing -> new Bell());
  }

  void write(String name, Progress progress) throws IOException {
    if (StateRoot.isLocal(directory)) {
      Path temporary = directory.resolve(TEMPORARY + name);
      Files.write(temporary, progress.toBytes());
      Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.write(directory.resolve(name), progress.toBytes());
    }
    Bell bell = BELLS.get(directory);
    if (bell != null) {
      bell.ring();
    }
  }

  @Nullable
  Progress read(String name) throws IOException {
    try {
      return Progress.fromBytes(Files.readAllBytes(directory.resolve(name)));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Everything that was published by subtasks whose names begin so. */
  List<Progress> readAll(String prefix) throws IOException {
    List<Progress> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (String name : files.map(file -> file.getFileName().toString()).sorted().toList()) {
        boolean published = !name.startsWith(TEMPORARY) && name.startsWith(prefix);
        Progress progress = published ? read(name) : null;
        if (progress != null) {
          all.add(progress);
        }
      }
    }
    return all;
  }

  void delete() throws IOException {
    BELLS.remove(directory);
    delete(directory);
  }

  /** Deletes what runs that died left here. */
  void deleteOlder() throws IOException {
    Path all = Objects.requireNonNull(directory.getParent());
    try (Stream<Path> runs = Files.list(all)) {
      for (Path run : runs.filter(run -> !run.equals(directory)).toList()) {
        delete(run);
      }
    } catch (NoSuchFileException none) {
      return;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException gone) {
      return;
    }
    Files.deleteIfExists(directory);
  }
}
