package dev.freshet.filesystem;

import dev.freshet.api.Compatibility;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.ContentRow;
import java.util.List;
import java.util.function.Consumer;

/** The target {@code file-system}. */
public final class FileSystemDirectoryConnector
    implements TargetConnector<FileSystemDirectory, DirectoryTarget, String, Row>,
        ListsRows<DirectoryTarget, String, Row> {

  @Override
  public String type() {
    return "file-system";
  }

  @Override
  public Class<FileSystemDirectory> specType() {
    return FileSystemDirectory.class;
  }

  @Override
  public void check(Setup<FileSystemDirectory> setup) {
    String place = "target " + setup.name();
    Location.of(place + ": uri", setup.spec().uri());
    String extension = setup.spec().extension();
    if (!extension.codePoints().allMatch(c -> c > ' ' && c < 0x7F && c != '/' && c != '\\')) {
      throw new IllegalArgumentException(
          place
              + ": extension \""
              + extension
              + "\" may have letters, digits and marks of ASCII, and no / or \\");
    }
    ContentRow.check(place, type(), setup.schema());
  }

  /** The extension is part of it: targets with different ones may share a directory. */
  @Override
  public String persistentKey(Setup<FileSystemDirectory> setup) {
    return setup.spec().uri() + "/*" + setup.spec().extension();
  }

  @Override
  public String describe(String persistentKey) {
    return "files " + persistentKey;
  }

  @Override
  public Compatibility compatibility(
      Setup<FileSystemDirectory> previous, Setup<FileSystemDirectory> current) {
    if (!persistentKey(previous).equals(persistentKey(current))) {
      return Compatibility.RECREATE;
    }
    return previous.schema().equals(current.schema())
        ? Compatibility.COMPATIBLE
        : Compatibility.REWRITE_ROWS;
  }

  /** Other files may be in the directory: only those of our rows are to be deleted. */
  @Override
  public boolean dropDeletesRows() {
    return false;
  }

  /** Makes the directory; removes the temporary files that a killed process left. */
  @Override
  public void applySetupChange(SetupChange<FileSystemDirectory> change) throws Exception {
    if (change instanceof SetupChange.Drop<FileSystemDirectory> drop) {
      try (DirectoryTarget target = DirectoryTarget.of(drop.previous())) {
        target.removeTemporaryFiles();
      }
    } else if (change instanceof SetupChange.Alter<FileSystemDirectory> alter) {
      setUp(alter.current());
    } else if (change instanceof SetupChange.Create<FileSystemDirectory> create) {
      setUp(create.current());
    }
  }

  private static void setUp(Setup<FileSystemDirectory> setup) throws Exception {
    try (DirectoryTarget target = DirectoryTarget.of(setup)) {
      target.create();
      target.removeTemporaryFiles();
      target.probe();
    }
  }

  /**
   * @throws java.io.IOException if the directory is not there or cannot be written
   */
  @Override
  public DirectoryTarget prepare(Setup<FileSystemDirectory> setup) throws Exception {
    DirectoryTarget target = DirectoryTarget.of(setup);
    try {
      target.probe();
      return target;
    } catch (Throwable e) {
      target.close();
      throw e;
    }
  }

  @Override
  public void mutate(List<TargetMutations<DirectoryTarget, String, Row>> all) throws Exception {
    for (TargetMutations<DirectoryTarget, String, Row> mutations : all) {
      new RowWriting(mutations).run();
    }
  }

  /** A file whose path could not be a row's is no row. */
  @Override
  public void listRows(DirectoryTarget prepared, Consumer<Upsert<String, Row>> rows)
      throws Exception {
    new RowListing(prepared).run(rows);
  }
}
