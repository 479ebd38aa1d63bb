package dev.freshet.filesystem;

import dev.freshet.testkit.SourceConnectorContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The source {@code file-system}, of whole files on this machine. */
final class LocalFilesContractTest extends SourceConnectorContract<FileSystemFiles> {
  /** That of the platform: Path takes no other letters. */
  private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  @TempDir Path root;

  @Override
  protected FileSystemFilesConnector connector() {
    return new FileSystemFilesConnector();
  }

  @Override
  protected FileSystemFiles spec(String place) {
    return new FileSystemFiles("file://" + root.resolve(place));
  }

  private static Path directory(FileSystemFiles spec) {
    return Path.of(spec.uri().substring("file://".length()));
  }

  @Override
  protected void create(FileSystemFiles spec) throws IOException {
    Files.createDirectory(directory(spec));
  }

  @Override
  protected void put(FileSystemFiles spec, String key, String text) throws IOException {
    Path file = directory(spec).resolve(key);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Override
  protected void remove(FileSystemFiles spec, String key) throws IOException {
    Files.delete(directory(spec).resolve(key));
  }

  @Override
  protected void makeUnlistable(FileSystemFiles spec) throws IOException {
    Path directory = directory(spec);
    Files.move(directory, directory.resolveSibling(directory.getFileName() + "-moved-away"));
  }

  /** Without blocks on disk, but larger than an item may be. */
  @Override
  protected boolean makeUnreadable(FileSystemFiles spec, String key) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(directory(spec).resolve(key).toFile(), "rw")) {
      file.setLength(spec.maxFileSize() + 1);
    }
    return true;
  }

  @Override
  protected boolean canHold(String key) {
    return FILE_NAMES.newEncoder().canEncode(key)
        && key.length() < 200
        && !key.contains("\0")
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }
}
