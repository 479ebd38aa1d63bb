package dev.freshet.s3;

import dev.freshet.api.Nullable;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One bucket of one service. Its failures are those of {@link S3Failures}. Safe for many threads.
 */
final class Bucket implements AutoCloseable {
  /** What one request can list, and delete. */
  static final int MOST_KEYS = 1000;

  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int NOT_IMPLEMENTED = 501;

  private final String name;
  private final S3Client client;
  private final S3Failures failures;

  private Bucket(String name, S3Client client, S3Failures failures) {
    this.name = name;
    this.client = client;
    this.failures = failures;
  }

  static Bucket open(String name, S3Service service, Duration deadline) throws IOException {
    return new Bucket(
        name, S3Clients.open(service, deadline), new S3Failures(describe(name, service)));
  }

  static String describe(String name, S3Service service) {
    return "bucket " + name + (service.endpoint().isEmpty() ? "" : " at " + service.endpoint());
  }

  /** What to do with one page of a listing. */
  @FunctionalInterface
  interface Pages {
    void accept(List<S3Object> page) throws Exception;
  }

  /** An object's bytes; null if there were more than wanted. */
  record Content(byte @Nullable [] bytes, @Nullable String eTag, long size) {}

  /** What became of a conditional write. */
  enum Outcome {
    WRITTEN,
    /** Something else is there than was said. */
    OTHERWISE,
    /** The service has no conditional writes. */
    UNKNOWN
  }

  /**
   * @throws Exception if any page cannot be had, or a page says that it is not the last but not how
   *     to go on
   */
  void list(String prefix, Pages pages) throws Exception {
    Set<String> tokens = new HashSet<>();
    String token = null;
    do {
      ListObjectsV2Response page = page(prefix, token);
      check(prefix, page);
      pages.accept(page.contents());
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (token == null ? Boolean.TRUE.equals(page.isTruncated()) : !tokens.add(token)) {
        throw incomplete(prefix, "a page is not the last, and does not say which is next");
      }
    } while (token != null);
  }

  private ListObjectsV2Response page(String prefix, @Nullable String token) throws Exception {
    return call(
        "list " + prefix,
        () ->
            client.listObjectsV2(
                request -> request.bucket(name).prefix(prefix).continuationToken(token)));
  }

  private void check(String prefix, ListObjectsV2Response page) throws IOException {
    if (page.isTruncated() == null) {
      throw incomplete(prefix, "the answer does not say whether there is more");
    }
    for (S3Object object : page.contents()) {
      if (object.key() == null || !object.key().startsWith(prefix)) {
        throw incomplete(prefix, "the service also lists " + object.key());
      }
    }
  }

  private IOException incomplete(String prefix, String why) {
    return new IOException(
        "the listing of " + prefix + " in " + failures.bucket() + " is not complete: " + why);
  }

  /**
   * Returns null if there is no such object.
   *
   * @param most the bytes wanted at most
   */
  @Nullable
  Content get(String key, long most) throws Exception {
    try {
      return client.getObject(
          request -> request.bucket(name).key(key), (response, in) -> content(response, in, most));
    } catch (NoSuchKeyException e) {
      return null;
    } catch (RuntimeException e) {
      throw failures.of("read " + key, e);
    }
  }

  /** A broken connection is tried again by the SDK. */
  private static Content content(GetObjectResponse response, AbortableInputStream in, long most) {
    long size = response.contentLength();
    if (size > most) {
      in.abort();
      return new Content(null, response.eTag(), size);
    }
    try {
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw new EOFException("the answer ended after " + bytes.length + " of " + size + " bytes");
      }
      return new Content(bytes, response.eTag(), size);
    } catch (IOException e) {
      throw RetryableException.create("The answer cannot be read", e);
    }
  }

  /** The ETag of an object; null if there is none. */
  @Nullable
  String eTag(String key) throws Exception {
    try {
      HeadObjectResponse head = client.headObject(request -> request.bucket(name).key(key));
      return head.eTag();
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return null;
      }
      throw failures.of("look at " + key, e);
    } catch (RuntimeException e) {
      throw failures.of("look at " + key, e);
    }
  }

  void put(ObjectToWrite object) throws Exception {
    call(
        "write " + object.key(),
        () ->
            client.putObject(
                request -> object.describe(request).bucket(name),
                RequestBody.fromBytes(object.content())));
  }

  /**
   * Writes if the object that is there has this ETag.
   *
   * @param eTag null for none there
   */
  Outcome putOver(@Nullable String eTag, ObjectToWrite object) throws Exception {
    try {
      client.putObject(
          request -> {
            object.describe(request).bucket(name);
            if (eTag == null) {
              request.ifNoneMatch("*");
            } else {
              request.ifMatch(eTag);
            }
          },
          RequestBody.fromBytes(object.content()));
      return Outcome.WRITTEN;
    } catch (S3Exception e) {
      boolean gone = eTag != null && S3Failures.code(e).equals("NoSuchKey");
      if (gone || e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
        return Outcome.OTHERWISE;
      }
      if (e.statusCode() == NOT_IMPLEMENTED) {
        return Outcome.UNKNOWN;
      }
      throw failures.of("write " + object.key(), e);
    } catch (RuntimeException e) {
      throw failures.of("write " + object.key(), e);
    }
  }

  /** Returns those that could not be deleted; a key that is not there is deleted. */
  List<S3Error> delete(List<String> keys) throws Exception {
    List<ObjectIdentifier> objects =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    return call(
            "delete " + keys.size() + " objects",
            () ->
                client.deleteObjects(
                    request ->
                        request.bucket(name).delete(delete -> delete.objects(objects).quiet(true))))
        .errors();
  }

  /**
   * @throws IOException if there is no such bucket, or these credentials may not list it
   */
  void check(String prefix) throws Exception {
    call(
        "list " + prefix,
        () -> client.listObjectsV2(request -> request.bucket(name).prefix(prefix).maxKeys(1)));
  }

  S3Failures failures() {
    return failures;
  }

  private <T> T call(String what, Callable<T> call) throws Exception {
    try {
      return call.call();
    } catch (RuntimeException e) {
      throw failures.of(what, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
