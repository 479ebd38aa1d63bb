package dev.freshet.filesystem;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.Unavailable;
import dev.freshet.filesystem.FileSystemFiles.Format;
import java.io.IOException;

/** The source {@code file-system}. */
public final class FileSystemFilesConnector implements SourceConnector<FileSystemFiles> {
  @Override
  public String type() {
    return "file-system";
  }

  @Override
  public Class<FileSystemFiles> specType() {
    return FileSystemFiles.class;
  }

  @Override
  public void check(Setup<FileSystemFiles> setup) {
    FileSystemFiles spec = setup.spec();
    String place = "source " + setup.name() + ": ";
    Location.of(place + "uri", spec.uri());
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
      RecordFormat.check(spec);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + e.getMessage(), e);
    }
  }

  private static FileFilter filter(FileSystemFiles spec) {
    return new FileFilter(spec.include(), spec.exclude());
  }

  @Override
  public String persistentKey(Setup<FileSystemFiles> setup) {
    return setup.spec().uri();
  }

  @Override
  public String describe(String persistentKey) {
    return "files in " + persistentKey;
  }

  /**
   * @throws IOException if the directory is not there
   */
  @Override
  public ItemReader open(Setup<FileSystemFiles> setup) throws IOException, Unavailable {
    FileSystemFiles spec = setup.spec();
    Place place = Place.open(spec.uri(), Location.of("uri", spec.uri()));
    place.check();
    return spec.format() == Format.WHOLE_FILE
        ? new FilesReader(place, filter(spec), FileContent.of(place, spec.maxFileSize()))
        : new RecordsReader(place, filter(spec), RecordFormat.of(spec), spec);
  }
}
