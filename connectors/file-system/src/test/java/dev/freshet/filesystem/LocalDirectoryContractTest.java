package dev.freshet.filesystem;

import dev.freshet.api.Key;
import dev.freshet.testkit.TargetConnectorContract;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;

/** The target {@code file-system}, on this machine. */
final class LocalDirectoryContractTest
    extends TargetConnectorContract<FileSystemDirectory, LocalDirectoryContractTest.Page> {
  private static final String EXTENSION = ".html";

  record Page(@Key String filename, String html) {}

  /** That of the platform: Path takes no other letters. */
  private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  @TempDir Path root;
  private final Set<String> places = new TreeSet<>();

  @Override
  protected FileSystemDirectoryConnector connector() {
    return new FileSystemDirectoryConnector();
  }

  @Override
  protected FileSystemDirectory spec(String place) {
    places.add(place);
    return new FileSystemDirectory("file://" + root.resolve(place), EXTENSION);
  }

  @Override
  protected Page row(String key, String text) {
    return new Page(key, text);
  }

  @Override
  protected boolean takes(Page row) {
    String key = row.filename();
    return FILE_NAMES.newEncoder().canEncode(key)
        && key.length() < 200
        && key.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c))
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }

  @Override
  protected Collection<Page> rowsAt(FileSystemDirectory spec) throws IOException {
    Path directory = Path.of(spec.uri().substring("file://".length()));
    List<Page> pages = new ArrayList<>();
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory).filter(Files::isRegularFile)) {
        for (Path file : files.toList()) {
          String name = directory.relativize(file).toString().replaceFirst("\\.html$", "");
          pages.add(new Page(name, Files.readString(file)));
        }
      }
    }
    return pages;
  }

  @Override
  protected void checkOutside() throws IOException {
    try (Stream<Path> found = Files.list(root)) {
      Assertions.assertThat(found.map(path -> path.getFileName().toString())).isSubsetOf(places);
    }
  }
}
