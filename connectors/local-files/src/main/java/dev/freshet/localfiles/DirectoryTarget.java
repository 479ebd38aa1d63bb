package dev.freshet.localfiles;

import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The directory of one target, and what its file system can do. */
final class DirectoryTarget {
  private static final AtomicLong NEXT_PROBE = new AtomicLong();

  private final LocalDirectory spec;
  private final RowSchema schema;
  private final Path root;
  private boolean foldsNames;
  private boolean keepsMarks;

  DirectoryTarget(Setup<LocalDirectory> setup) {
    spec = setup.spec();
    schema = setup.schema();
    root = Path.of(spec.directory()).toAbsolutePath();
  }

  LocalDirectory spec() {
    return spec;
  }

  RowSchema.Field content() {
    return schema.value().get(0);
  }

  Path root() {
    return root;
  }

  /** Whether the file system takes some names that differ for one. */
  boolean foldsNames() {
    return foldsNames;
  }

  DirectoryTree open() throws IOException {
    return new DirectoryTree(OpenDirectory.root(root, foldsNames), keepsMarks);
  }

  void setUp() throws IOException {
    create();
    removeTemporaryFiles();
    probe();
  }

  private void create() throws IOException {
    if (Files.isDirectory(root)) {
      return;
    }
    try {
      Path parent = root.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(root);
      MadeMark.put(root);
    } catch (FileAlreadyExistsException e) {
      throw unwritable(e.getFile() + " is a file", e);
    } catch (IOException e) {
      throw unwritable(FileProblem.reason(e), e);
    }
  }

  void drop() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    removeTemporaryFiles();
    probe();
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
        && (!keepsMarks || MadeMark.isOn(root))) {
      try {
        Files.delete(root);
      } catch (DirectoryNotEmptyException othersAreInIt) {
        return;
      }
    }
  }

  private void removeTemporaryFiles() throws IOException {
    new FilesBelow(root)
        .visit(
            file -> {
              if (file.getFileName().toString().startsWith(TemporaryName.PREFIX)) {
                Files.deleteIfExists(file);
              }
            });
  }

  /**
   * Writes a file and removes it, and so finds what the file system can do.
   *
   * @throws IOException if rows cannot be written, naming the directory
   */
  void probe() throws IOException {
    String name =
        TemporaryName.PREFIX
            + "probe-"
            + ProcessHandle.current().pid()
            + "-"
            + NEXT_PROBE.incrementAndGet();
    try {
      if (Files.exists(root) && !Files.isDirectory(root)) {
        throw new NotDirectoryException(root.toString());
      }
      Path file = Files.createFile(accented(name));
      try {
        keepsMarks = MadeMark.put(file);
        foldsNames = isFoundByAnotherName(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw unwritable(Files.exists(root) ? FileProblem.reason(e) : "it is not there", e);
    }
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

  /**
   * @throws Unavailable if there is no room for this many bytes
   */
  void checkSpace(long bytes) throws IOException, Unavailable {
    long room = Files.getFileStore(root).getUsableSpace();
    if (room < bytes) {
      String reason = bytes + " bytes were to be written, " + room + " are free";
      throw new Unavailable(unwritableMessage(reason));
    }
  }

  private Path accented(String name) {
    try {
      return root.resolve(name + "-\u00e9");
    } catch (InvalidPathException e) {
      return root.resolve(name);
    }
  }

  private static boolean isFoundByAnotherName(Path file) {
    String name = file.getFileName().toString();
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
    return Files.exists(
            file.resolveSibling(name.toUpperCase(Locale.ROOT)), LinkOption.NOFOLLOW_LINKS)
        || (!decomposed.equals(name)
            && Files.exists(file.resolveSibling(decomposed), LinkOption.NOFOLLOW_LINKS));
  }

  private IOException unwritable(String reason, IOException cause) {
    return new IOException(unwritableMessage(reason), cause);
  }

  private String unwritableMessage(String reason) {
    return "target directory "
        + FileProblem.place(spec.directory(), root)
        + " cannot be written: "
        + reason;
  }
}
