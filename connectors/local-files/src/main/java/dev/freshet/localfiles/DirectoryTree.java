package dev.freshet.localfiles;

import dev.freshet.api.internal.RowRefused;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Ways from a target's directory down to its rows' files. The directories of the last way are kept
 * open, so that going through rows in the order of their keys opens each directory once.
 */
final class DirectoryTree implements Closeable {
  private final boolean keepsMarks;
  private final List<OpenDirectory> way = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /**
   * @param keepsMarks whether {@link MadeMark} works below the root
   */
  DirectoryTree(OpenDirectory root, boolean keepsMarks) {
    this.keepsMarks = keepsMarks;
    way.add(root);
  }

  /** The directory at the end of this way, or the last one on it that is there. */
  OpenDirectory nearest(List<String> wanted) throws IOException {
    goBackTo(commonLength(wanted));
    while (names.size() < wanted.size()) {
      String name = wanted.get(names.size());
      BasicFileAttributes found = last().find(name);
      if (found == null || !found.isDirectory()) {
        break;
      }
      try {
        enter(name);
      } catch (NoSuchFileException e) {
        break;
      }
    }
    return last();
  }

  /** How far the last call of {@link #nearest} or {@link #make} came. */
  List<String> reached() {
    return List.copyOf(names);
  }

  /** The directory at the end of this way, made if it is not there. */
  OpenDirectory make(List<String> wanted) throws IOException, RowRefused {
    goBackTo(commonLength(wanted));
    while (names.size() < wanted.size()) {
      String name = wanted.get(names.size());
      last().claim(name);
      BasicFileAttributes found = last().find(name);
      if (found == null) {
        makeDirectory(last().path().resolve(name));
      } else if (!found.isDirectory()) {
        throw new RowRefused(
            last().path().resolve(name)
                + " would have to be a directory for this row's file, but is a "
                + (found.isSymbolicLink() ? "link, which is never followed" : "file"));
      }
      enter(name);
    }
    return last();
  }

  private void makeDirectory(Path path) throws IOException {
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      return;
    }
    if (keepsMarks) {
      MadeMark.put(path);
    }
  }

  /** Removes this directory, then those above it, while they are empty and a target made them. */
  void prune(List<String> directory) throws IOException {
    for (int length = directory.size(); length > 0; length--) {
      OpenDirectory above = nearest(directory.subList(0, length - 1));
      if (names.size() == length - 1 && !remove(above, directory.get(length - 1))) {
        return;
      }
    }
  }

  /** Returns whether nothing has that name now. */
  boolean remove(OpenDirectory above, String name) throws IOException {
    BasicFileAttributes found = above.find(name);
    if (found == null) {
      return true;
    }
    try {
      if (!found.isDirectory() || (keepsMarks && !MadeMark.isOn(above.path().resolve(name)))) {
        return false;
      }
      above.deleteDirectory(name);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** The directories on the last way, from the root. */
  List<Path> way() {
    return way.stream().map(OpenDirectory::path).toList();
  }

  private void enter(String name) throws IOException {
    way.add(last().open(name));
    names.add(name);
  }

  private OpenDirectory last() {
    return way.get(way.size() - 1);
  }

  private int commonLength(List<String> wanted) {
    int length = 0;
    while (length < Math.min(names.size(), wanted.size())
        && names.get(length).equals(wanted.get(length))) {
      length++;
    }
    return length;
  }

  /** Closes all but that many directories below the root. */
  void goBackTo(int depth) throws IOException {
    while (names.size() > depth) {
      names.remove(names.size() - 1);
      way.remove(way.size() - 1).close();
    }
  }

  @Override
  public void close() throws IOException {
    goBackTo(0);
    last().close();
  }
}
