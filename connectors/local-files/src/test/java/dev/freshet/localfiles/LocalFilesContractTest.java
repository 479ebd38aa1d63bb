package dev.freshet.localfiles;

import dev.freshet.testkit.SourceConnectorContract;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** {@code local-files} keeps what the engine relies on. */
final class LocalFilesContractTest extends SourceConnectorContract<LocalFiles> {
  /** That of the platform: Path takes no other letters. */
  private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  @TempDir Path root;

  @Override
  protected LocalFilesConnector connector() {
    return new LocalFilesConnector();
  }

  @Override
  protected LocalFiles spec(String place) {
    return new LocalFiles(root.resolve(place).toString());
  }

  @Override
  protected void create(LocalFiles spec) throws IOException {
    Files.createDirectory(Path.of(spec.path()));
  }

  @Override
  protected void put(LocalFiles spec, String key, String text) throws IOException {
    Path file = Path.of(spec.path(), key);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Override
  protected void remove(LocalFiles spec, String key) throws IOException {
    Files.delete(Path.of(spec.path(), key));
  }

  @Override
  protected void makeUnlistable(LocalFiles spec) throws IOException {
    Files.move(Path.of(spec.path()), Path.of(spec.path() + "-moved-away"));
  }

  @Override
  protected boolean canHold(String key) {
    return FILE_NAMES.newEncoder().canEncode(key)
        && key.length() < 200
        && !key.contains("\0")
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }
}
