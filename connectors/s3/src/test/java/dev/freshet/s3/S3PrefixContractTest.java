package dev.freshet.s3;

import dev.freshet.api.Key;
import dev.freshet.testkit.TargetConnectorContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The target {@code s3} keeps what the engine relies on, with S3Proxy as the service. */
final class S3PrefixContractTest
    extends TargetConnectorContract<S3Prefix, S3PrefixContractTest.Page> {
  private static final String BUCKET = "pages";
  private static final String OTHERS = "others/object";
  private static TestService service;

  record Page(@Key String filename, String html) {}

  @BeforeAll
  static void start() throws Exception {
    service = new TestService();
    service.newBucket(BUCKET);
    service.put(BUCKET, OTHERS, "not ours");
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Override
  protected S3PrefixConnector connector() {
    return new S3PrefixConnector();
  }

  @Override
  protected S3Prefix spec(String place) {
    return new S3Prefix(BUCKET, "html/" + place + "/", ".html", service.service());
  }

  @Override
  protected S3Prefix edited(S3Prefix spec) {
    return new S3Prefix(
        spec.bucket(),
        spec.prefix(),
        spec.extension(),
        "text/html; charset=utf-8",
        false,
        spec.service());
  }

  @Override
  protected Page row(String key, String text) {
    return new Page(key, text);
  }

  @Override
  protected boolean takes(Page row) {
    String key = row.filename();
    return !key.contains("\0")
        && key.getBytes(StandardCharsets.UTF_8).length < 900
        && Stream.of(key.split("/", -1)).noneMatch(Set.of("", ".", "..")::contains);
  }

  @Override
  protected Collection<Page> rowsAt(S3Prefix spec) {
    List<Page> pages = new ArrayList<>();
    service
        .client()
        .listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix(spec.prefix()))
        .contents()
        .forEach(object -> pages.add(page(spec, object.key())));
    return pages;
  }

  private static Page page(S3Prefix spec, String name) {
    String key = name.substring(spec.prefix().length(), name.length() - spec.extension().length());
    return new Page(
        key,
        service
            .client()
            .getObjectAsBytes(request -> request.bucket(BUCKET).key(name))
            .asUtf8String());
  }

  @Override
  protected void checkOutside() {
    Assertions.assertThat(service.keys(BUCKET))
        .allMatch(key -> key.startsWith("html/") || key.equals(OTHERS));
  }
}
