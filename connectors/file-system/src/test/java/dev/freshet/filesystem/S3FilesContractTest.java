package dev.freshet.filesystem;

import dev.freshet.testkit.SourceConnectorContract;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The source {@code file-system}, of objects of S3 by way of Flink's plugin. Only when asked: their
 * times are whole seconds, so almost every listing here waits for the next ones.
 */
@EnabledIfSystemProperty(named = "freshet.s3-plugin", matches = "contract")
final class S3FilesContractTest extends SourceConnectorContract<FileSystemFiles> {
  private static S3Plugin s3;

  @BeforeAll
  static void start() throws Exception {
    s3 = new S3Plugin();
  }

  @AfterAll
  static void stop() throws Exception {
    s3.close();
  }

  @Override
  protected FileSystemFilesConnector connector() {
    return new FileSystemFilesConnector();
  }

  @Override
  protected FileSystemFiles spec(String place) {
    return new FileSystemFiles("s3://" + place + "/documents");
  }

  private static String bucket(FileSystemFiles spec) {
    return spec.uri().split("/", -1)[2];
  }

  @Override
  protected void create(FileSystemFiles spec) {
    s3.newBucket(bucket(spec));
  }

  @Override
  protected void put(FileSystemFiles spec, String key, String text) {
    s3.put(bucket(spec), "documents/" + key, text);
  }

  @Override
  protected void remove(FileSystemFiles spec, String key) {
    s3.delete(bucket(spec), "documents/" + key);
  }

  @Override
  protected void makeUnlistable(FileSystemFiles spec) {
    s3.deleteBucket(bucket(spec));
  }

  /** The plugin is slow for many small objects. */
  @Override
  protected int manyItems() {
    return 30;
  }

  @Override
  protected boolean canHold(String key) {
    return key.chars().allMatch(c -> c >= ' ' && c < 0xFFFE)
        && key.length() < 200
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }
}
