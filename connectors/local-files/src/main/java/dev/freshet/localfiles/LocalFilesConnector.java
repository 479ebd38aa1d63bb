package dev.freshet.localfiles;

import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.WatchingReader;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The source {@code local-files}. */
public final class LocalFilesConnector implements SourceConnector<LocalFiles> {
  @Override
  public String type() {
    return "local-files";
  }

  @Override
  public Class<LocalFiles> specType() {
    return LocalFiles.class;
  }

  @Override
  public void check(Setup<LocalFiles> setup) {
    LocalFiles spec = setup.spec();
    String place = "source " + setup.name() + ": ";
    checkPath(place + "path", spec.path());
    if (spec.include().isEmpty()) {
      throw new IllegalArgumentException(
          place + "include is empty, so nothing would be listed; leave it out for every file");
    }
    if (spec.maxFileSize() < 0) {
      throw new IllegalArgumentException(
          place
              + "max-file-size is "
              + spec.maxFileSize()
              + "; it is a number of bytes, 0 for no limit");
    }
    try {
      filter(spec);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + e.getMessage(), e);
    }
  }

  static void checkPath(String option, String path) {
    if (path.isBlank()) {
      throw new IllegalArgumentException(option + " is blank; it names a directory");
    }
    try {
      Path unused = Path.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          option + " \"" + path + "\" cannot be a path here: " + e.getReason(), e);
    }
  }

  private static KeyFilter filter(LocalFiles spec) {
    return new KeyFilter(spec.include(), spec.exclude());
  }

  @Override
  public String persistentKey(Setup<LocalFiles> setup) {
    return setup.spec().path();
  }

  @Override
  public String describe(String persistentKey) {
    return "files in " + persistentKey;
  }

  /**
   * @throws IOException if the directory is not there
   */
  @Override
  public WatchingReader open(Setup<LocalFiles> setup) throws IOException {
    LocalFiles spec = setup.spec();
    SourceRoot root = new SourceRoot(spec.path());
    root.check();
    return new LocalFilesReader(spec, root, filter(spec));
  }
}
