package dev.freshet.filesystem;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** The place of one target. */
final class DirectoryTarget implements AutoCloseable {
  private static final int AT_ONCE = 8;

  private final FileSystemDirectory spec;
  private final RowSchema.Field content;
  private final Place place;
  private final FileWriter writer;
  private final ParallelCalls calls;

  private DirectoryTarget(Setup<FileSystemDirectory> setup, Place place) throws IOException {
    spec = setup.spec();
    content = setup.schema().value().get(0);
    this.place = place;
    writer = FileWriter.of(place);
    calls =
        new ParallelCalls(
            place.location().isLocal() ? 1 : AT_ONCE, setup.callDeadline(), place.toString());
  }

  static DirectoryTarget of(Setup<FileSystemDirectory> setup) throws IOException, Unavailable {
    String uri = setup.spec().uri();
    return new DirectoryTarget(setup, Place.open(uri, Location.of("uri", uri)));
  }

  FileSystemDirectory spec() {
    return spec;
  }

  Place place() {
    return place;
  }

  FileWriter writer() {
    return writer;
  }

  ParallelCalls calls() {
    return calls;
  }

  void create() throws IOException, Unavailable {
    if (place.location().isObjectStore()) {
      return;
    }
    try {
      if (!place.system().mkdirs(place.location().root())) {
        throw new IOException("it cannot be made");
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * @throws IOException if rows cannot be written, naming the directory
   */
  void probe() throws IOException, Unavailable {
    try {
      if (place.location().isObjectStore()) {
        boolean unused = place.system().exists(place.location().root());
        return;
      }
      place.check();
      String name = RowFile.TEMPORARY + "probe-" + UUID.randomUUID();
      writer.write(name, new byte[0]);
      writer.delete(name);
    } catch (RowRefused e) {
      throw unwritable(new IOException(e.reason(), e));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** An object store has none: what is there is complete. */
  void removeTemporaryFiles() throws Exception {
    if (place.location().isObjectStore() || !place.system().exists(place.location().root())) {
      return;
    }
    walk(
        file -> {
          if (RowFile.isTemporary(file.key())) {
            writer.delete(file.key());
          }
        });
  }

  /** Visits all files, also those of others and temporary ones. */
  void walk(TreeWalk.Visitor files) throws Exception {
    new TreeWalk(place, key -> true, key -> true).run(files);
  }

  private IOException unwritable(IOException cause) throws Unavailable {
    return Failures.of("the target directory " + place + " cannot be written", cause);
  }

  /**
   * @throws Unavailable if rows cannot be written to the directory at all
   */
  void checkUsable() throws Unavailable {
    try {
      probe();
    } catch (IOException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  Row row(byte[] bytes) {
    boolean holdsBytes = content.type().kind() == Kind.BYTES;
    return new Row(
        List.of(content), List.of(holdsBytes ? bytes : new String(bytes, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    calls.close();
  }
}
