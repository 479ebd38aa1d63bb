package dev.freshet.s3;

import dev.freshet.s3server.S3Gate;
import dev.freshet.s3server.S3Gate.Answer;
import dev.freshet.testkit.SourceConnectorContract;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The source {@code s3} keeps what the engine relies on, with S3Proxy as the service. */
final class S3ObjectsContractTest extends SourceConnectorContract<S3Objects> {
  private static TestService service;
  private static S3Gate gate;

  @BeforeAll
  static void start() throws Exception {
    service = new TestService();
    gate = service.gate();
  }

  @AfterAll
  static void stop() throws Exception {
    gate.close();
    service.close();
  }

  @Override
  protected S3ObjectsConnector connector() {
    return new S3ObjectsConnector();
  }

  @Override
  protected S3Objects spec(String place) {
    return new S3Objects(bucket(place), "docs/", service.at(gate.endpoint()));
  }

  private static String bucket(String place) {
    return place.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-") + "-bucket";
  }

  @Override
  protected void create(S3Objects spec) {
    gate.open();
    service.newBucket(spec.bucket());
  }

  @Override
  protected void put(S3Objects spec, String key, String text) {
    service.put(spec.bucket(), spec.prefix() + key, text);
  }

  @Override
  protected void remove(S3Objects spec, String key) {
    service.delete(spec.bucket(), spec.prefix() + key);
  }

  @Override
  protected void makeUnlistable(S3Objects spec) {
    service.deleteBucket(spec.bucket());
  }

  @Override
  protected boolean makeUnreadable(S3Objects spec, String key) {
    String object = "/" + spec.bucket() + "/" + spec.prefix() + key + " ";
    gate.answer(
        line -> line.contains(object) ? Answer.error(403, "AccessDenied") : Answer.OF_SERVER);
    return true;
  }

  /** Two requests. */
  @Override
  protected int manyItems() {
    return 1_100;
  }

  /** That of S3Proxy, which keeps objects as files in memory. */
  @Override
  protected boolean canHold(String key) {
    return !key.contains("\0")
        && key.getBytes(StandardCharsets.UTF_8).length < 1_000
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }
}
