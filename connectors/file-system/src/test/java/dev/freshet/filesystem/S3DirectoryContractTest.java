package dev.freshet.filesystem;

import dev.freshet.api.Key;
import dev.freshet.testkit.TargetConnectorContract;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The target {@code file-system}, on S3 by way of Flink's plugin. Only when asked: it writes tens
 * of thousands of objects, for which the plugin takes minutes.
 */
@EnabledIfSystemProperty(named = "freshet.s3-plugin", matches = "contract")
final class S3DirectoryContractTest
    extends TargetConnectorContract<FileSystemDirectory, S3DirectoryContractTest.Page> {
  private static final String EXTENSION = ".html";

  record Page(@Key String filename, String html) {}

  private static S3Plugin s3;
  private final Set<String> places = new TreeSet<>();

  @BeforeAll
  static void start() throws Exception {
    s3 = new S3Plugin();
  }

  @AfterAll
  static void stop() throws Exception {
    s3.close();
  }

  @Override
  protected FileSystemDirectoryConnector connector() {
    return new FileSystemDirectoryConnector();
  }

  @Override
  protected FileSystemDirectory spec(String place) {
    if (places.add(place)) {
      s3.newBucket(place);
    }
    return new FileSystemDirectory("s3://" + place + "/pages", EXTENSION);
  }

  @Override
  protected Page row(String key, String text) {
    return new Page(key, text);
  }

  @Override
  protected boolean takes(Page row) {
    String key = row.filename();
    return key.length() < 200
        && key.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c))
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }

  /** The plugin keeps an empty object for a directory that a delete left empty. */
  @Override
  protected Collection<Page> rowsAt(FileSystemDirectory spec) {
    return s3.objects(spec.uri().split("/", -1)[2]).entrySet().stream()
        .filter(object -> !object.getKey().endsWith("/"))
        .map(
            object ->
                new Page(
                    object.getKey().replaceFirst("^pages/", "").replaceFirst("\\.html$", ""),
                    object.getValue()))
        .toList();
  }
}
