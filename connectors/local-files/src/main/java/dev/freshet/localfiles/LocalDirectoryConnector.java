package dev.freshet.localfiles;

import dev.freshet.api.Compatibility;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.ContentRow;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The target {@code local-directory}. */
public final class LocalDirectoryConnector
    implements TargetConnector<LocalDirectory, DirectoryTarget, String, Row>,
        ListsRows<DirectoryTarget, String, Row> {

  @Override
  public String type() {
    return "local-directory";
  }

  @Override
  public Class<LocalDirectory> specType() {
    return LocalDirectory.class;
  }

  @Override
  public void check(Setup<LocalDirectory> setup) {
    String place = "target " + setup.name() + ": ";
    LocalFilesConnector.checkPath(place + "directory", setup.spec().directory());
    String extension = setup.spec().extension();
    if (extension.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0)) {
      throw new IllegalArgumentException(
          place + "extension \"" + extension + "\" has a character that no file name can have");
    }
    ContentRow.check("target " + setup.name(), type(), setup.schema());
  }

  /** The extension is part of it: targets with different ones may share a directory. */
  @Override
  public String persistentKey(Setup<LocalDirectory> setup) {
    return setup.spec().directory() + "/*" + setup.spec().extension();
  }

  @Override
  public String describe(String persistentKey) {
    return "files " + persistentKey;
  }

  @Override
  public Compatibility compatibility(
      Setup<LocalDirectory> previous, Setup<LocalDirectory> current) {
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

  /**
   * Makes the directory, or removes it if it is empty and was made here. Either removes the
   * temporary files that a killed process left.
   */
  @Override
  public void applySetupChange(SetupChange<LocalDirectory> change) throws IOException {
    if (change instanceof SetupChange.Drop<LocalDirectory> drop) {
      new DirectoryTarget(drop.previous()).drop();
    } else if (change instanceof SetupChange.Alter<LocalDirectory> alter) {
      new DirectoryTarget(alter.current()).setUp();
    } else if (change instanceof SetupChange.Create<LocalDirectory> create) {
      new DirectoryTarget(create.current()).setUp();
    }
  }

  /**
   * @throws IOException if the directory is not there or cannot be written
   */
  @Override
  public DirectoryTarget prepare(Setup<LocalDirectory> setup) throws IOException {
    DirectoryTarget target = new DirectoryTarget(setup);
    target.probe();
    return target;
  }

  @Override
  public void mutate(List<TargetMutations<DirectoryTarget, String, Row>> all) throws Exception {
    for (TargetMutations<DirectoryTarget, String, Row> mutations : all) {
      try (RowWriting writing = new RowWriting(mutations)) {
        writing.run();
      } catch (IOException e) {
        mutations.prepared().checkUsable();
        throw e;
      }
    }
  }

  /** Files whose path could not be a row's, links and temporary files are no rows. */
  @Override
  public void listRows(DirectoryTarget prepared, Consumer<Upsert<String, Row>> rows)
      throws IOException {
    new RowListing(prepared).run(rows);
  }
}
