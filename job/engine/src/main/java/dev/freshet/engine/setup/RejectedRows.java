package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rows that targets refused, one file a row under {@code rejected/GENERATION/XX/}, where XX are
 * the first two digits of the row's fingerprint, which names the file. The index of ids is loaded
 * when this is opened; every other instance that is open at the same time must use other rows. A
 * run that was taken over changes nothing any more: what it had to say of a row may be older than
 * what the next run did to it.
 */
public final class RejectedRows {
  private static final BinaryFormat FORMAT =
      new BinaryFormat(
          "rejected row",
          'R',
          1,
          "restore it from a backup, or delete it and run once with --full, which sends the row again");

  private final Path directory;
  private final StateDirectory.Owned owned;
  private final Set<RejectedRow.Id> ids = new HashSet<>();

  private RejectedRows(Path directory, StateDirectory.Owned owned) {
    this.directory = directory;
    this.owned = owned;
  }

  static RejectedRows open(Path directory, StateDirectory.Owned owned) throws IOException {
    RejectedRows rows = new RejectedRows(directory, owned);
    for (String generation : StateFiles.names(directory)) {
      Path rowsOfOne = directory.resolve(generation);
      for (String prefix : StateFiles.names(rowsOfOne)) {
        for (String row : StateFiles.names(rowsOfOne.resolve(prefix))) {
          rows.ids.add(id(directory, generation, row));
        }
      }
    }
    return rows;
  }

  public boolean contains(RejectedRow.Id id) {
    return ids.contains(id);
  }

  /** Why it was rejected; null if it is not. */
  public @Nullable String reason(RejectedRow.Id id) {
    RejectedRow row = ids.contains(id) ? read(id) : null;
    return row == null ? null : row.reason();
  }

  public int count() {
    return ids.size();
  }

  /** Keeps these rows, each in place of an earlier one with its id. Durable on return. */
  public void put(Collection<RejectedRow> rows) throws IOException {
    Set<Path> directories = new HashSet<>();
    if (!rows.isEmpty()) {
      owned.check();
    }
    for (RejectedRow row : rows) {
      Path file = file(row.id());
      StateFiles.replace(file, FORMAT.encode(row.written()));
      directories.add(StateFiles.parent(file));
      ids.add(row.id());
    }
    StateFiles.forceDirectories(directories);
  }

  /** Forgets the rows with these ids, of which some may be unknown. Durable on return. */
  public void remove(Collection<RejectedRow.Id> forgotten) throws IOException {
    Set<Path> directories = new HashSet<>();
    if (!forgotten.isEmpty()) {
      owned.check();
    }
    for (RejectedRow.Id id : forgotten) {
      if (ids.contains(id)) {
        StateFiles.deleteUnforced(file(id));
        directories.add(StateFiles.parent(file(id)));
        ids.remove(id);
      }
    }
    StateFiles.forceDirectories(directories);
  }

  /** Forgets the rows of all generations but these, as their targets are no more. */
  public void retain(Set<Integer> generations) throws IOException {
    for (String generation : StateFiles.names(directory)) {
      if (!generations.contains(number(directory, generation))) {
        StateFiles.deleteTree(directory.resolve(generation));
      }
    }
    ids.removeIf(id -> !generations.contains(id.generation()));
  }

  /** The rows that are known at the call, each read when the stream comes to it. */
  public Stream<RejectedRow> rows() {
    return List.copyOf(ids).stream()
        .map(this::read)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull);
  }

  private @Nullable RejectedRow read(RejectedRow.Id id) {
    Path file = file(id);
    try {
      byte[] bytes = StateFiles.read(file);
      return bytes == null ? null : FORMAT.decode(file, bytes, RejectedRow::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(RejectedRow.Id id) {
    String row = id.row().toString();
    return directory
        .resolve(Integer.toString(id.generation()))
        .resolve(row.substring(0, 2))
        .resolve(row);
  }

  private static RejectedRow.Id id(Path directory, String generation, String row)
      throws StateException {
    if (!row.matches("[0-9a-f]{32}")) {
      throw unexpected(directory.resolve(generation), row);
    }
    Fingerprint fingerprint =
        new Fingerprint(
            Long.parseUnsignedLong(row.substring(0, 16), 16),
            Long.parseUnsignedLong(row.substring(16), 16));
    return new RejectedRow.Id(number(directory, generation), fingerprint);
  }

  private static int number(Path directory, String generation) throws StateException {
    if (!generation.matches("[1-9][0-9]{0,8}")) {
      throw unexpected(directory, generation);
    }
    return Integer.parseInt(generation);
  }

  private static StateException unexpected(Path directory, String name) {
    return new StateException(
        "Expected rejected rows in %s, found %s: move it elsewhere.".formatted(directory, name));
  }
}
