package dev.freshet.s3;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Setup;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.ContentRow;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The place of one target. */
final class PrefixTarget implements AutoCloseable {
  private static final int AT_ONCE = 16;

  private final S3Prefix spec;
  private final RowSchema.Field content;
  private final String contentType;
  private final Bucket bucket;
  private final ParallelCalls calls = new ParallelCalls(AT_ONCE, "s3-write");
  private boolean conditional;

  private PrefixTarget(Setup<S3Prefix> setup, Bucket bucket) {
    this.bucket = bucket;
    spec = setup.spec();
    content = setup.schema().value().get(0);
    conditional = spec.conditional();
    contentType = contentType();
  }

  /**
   * @throws IOException if the bucket cannot be used, saying what to do
   */
  static PrefixTarget open(Setup<S3Prefix> setup) throws Exception {
    S3Prefix spec = setup.spec();
    Bucket bucket = Bucket.open(spec.bucket(), spec.service(), setup.callDeadline());
    try {
      bucket.check(spec.prefix());
    } catch (Throwable e) {
      bucket.close();
      throw e;
    }
    return new PrefixTarget(setup, bucket);
  }

  private String contentType() {
    if (!spec.contentType().isEmpty()) {
      return spec.contentType();
    }
    return holdsBytes() ? "application/octet-stream" : "text/plain; charset=utf-8";
  }

  private boolean holdsBytes() {
    return content.type().kind() == Kind.BYTES;
  }

  S3Prefix spec() {
    return spec;
  }

  Bucket bucket() {
    return bucket;
  }

  ParallelCalls calls() {
    return calls;
  }

  /** Whether to write only over what was there. */
  boolean isConditional() {
    return conditional;
  }

  /** The service has no conditional writes. */
  void writeUnconditionally() {
    conditional = false;
  }

  String name(String key) throws RowRefused {
    return ObjectName.of(spec.prefix(), key, spec.extension());
  }

  ObjectToWrite object(Upsert<String, Row> row) throws RowRefused {
    return new ObjectToWrite(name(row.key()), contentType, bytes(row));
  }

  private static byte[] bytes(Upsert<String, Row> row) throws RowRefused {
    byte[] bytes = ContentRow.bytes(row.value());
    if (bytes == null) {
      throw new RowRefused(
          "the text of \"" + row.key() + "\" has half of a surrogate pair, which UTF-8 cannot say");
    }
    return bytes;
  }

  Row row(byte[] bytes) {
    return new Row(
        List.of(content),
        List.of(holdsBytes() ? bytes : new String(bytes, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    calls.close();
    bucket.close();
  }
}
