package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The requests of this file system to one bucket. Safe for many threads. */
final class Bucket {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int MOST_TRIES = 5;
  private static final int SMALL = 1 << 18;

  /** Names one write, so that a repetition of it by the SDK is not taken for another's. */
  private static final String WRITE = "freshet-write";

  private final String name;
  private final S3Client client;
  private final Reasons reasons;
  private final AtomicBoolean keepsConditions = new AtomicBoolean();

  Bucket(String name, S3Client client, Reasons reasons) {
    this.name = name;
    this.client = client;
    this.reasons = reasons;
  }

  String name() {
    return name;
  }

  /** When a write counts. */
  enum Condition {
    ALWAYS,
    ABSENT,
    /** Something is there, and stays the same until it is replaced. */
    PRESENT
  }

  /** Null if there is no such object. */
  @Nullable
  ObjectAttributes attributes(String key) throws IOException {
    HeadObjectResponse head = head(key);
    return head == null ? null : ObjectAttributes.file(head.contentLength(), head.lastModified());
  }

  private @Nullable HeadObjectResponse head(String key) throws IOException {
    return orAbsent(
        "look at", key, () -> client.headObject(request -> request.bucket(name).key(key)));
  }

  /** Null if there is no such object. */
  byte @Nullable [] read(String key) throws IOException {
    return orAbsent(
        "read",
        key,
        () ->
            client.getObjectAsBytes(request -> request.bucket(name).key(key)).asByteArrayUnsafe());
  }

  /** Null if there is no such object. */
  @Nullable
  InputStream open(String key) throws IOException {
    ResponseInputStream<GetObjectResponse> in =
        orAbsent("read", key, () -> client.getObject(request -> request.bucket(name).key(key)));
    if (in == null) {
      return null;
    }
    Long length = in.response().contentLength();
    if (length == null || length > SMALL) {
      return new Download(in);
    }
    try (in) {
      return new ByteArrayInputStream(in.readAllBytes());
    }
  }

  /** One that is left before its end is not read to it. */
  private static final class Download extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> response;

    Download(ResponseInputStream<GetObjectResponse> response) {
      super(response);
      this.response = response;
    }

    @Override
    public void close() {
      response.abort();
    }
  }

  /** What is directly below a prefix, which ends with a slash or is empty. */
  List<Path> list(S3Path directory, String prefix) throws IOException {
    List<Path> found = new ArrayList<>();
    String token = null;
    do {
      ListObjectsV2Response page = page(prefix, token);
      page.commonPrefixes()
          .forEach(
              below ->
                  found.add(
                      directory.entry(
                          below.prefix().substring(prefix.length(), below.prefix().length() - 1),
                          ObjectAttributes.DIRECTORY)));
      page.contents().stream()
          .filter(object -> object.key().length() > prefix.length())
          .forEach(
              object ->
                  found.add(
                      directory.entry(
                          object.key().substring(prefix.length()),
                          ObjectAttributes.file(object.size(), object.lastModified()))));
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (token != null);
    return found;
  }

  private ListObjectsV2Response page(String prefix, @Nullable String token) throws IOException {
    return call(
        "list",
        prefix,
        () ->
            client.listObjectsV2(
                request ->
                    request.bucket(name).prefix(prefix).delimiter("/").continuationToken(token)));
  }

  /** Whether a key begins so. */
  boolean isDirectory(String prefix) throws IOException {
    return !call(
            "list",
            prefix,
            () -> client.listObjectsV2(list -> list.bucket(name).prefix(prefix).maxKeys(1)))
        .contents()
        .isEmpty();
  }

  void delete(String key) throws IOException {
    var unused =
        call("delete", key, () -> client.deleteObject(request -> request.bucket(name).key(key)));
  }

  /**
   * @throws FileAlreadyExistsException if it should be absent
   * @throws NoSuchFileException if it should be present
   */
  void write(String key, RequestBody body, Condition condition) throws IOException {
    String id = UUID.randomUUID().toString();
    PutObjectRequest.Builder put =
        PutObjectRequest.builder().bucket(name).key(key).metadata(Map.of(WRITE, id));
    if (condition == Condition.ABSENT) {
      put.ifNoneMatch("*");
    } else if (condition == Condition.PRESENT) {
      HeadObjectResponse head = head(key);
      if (head == null) {
        throw new NoSuchFileException(reasons.bucket() + "/" + key);
      }
      put.ifMatch(head.eTag());
    }
    write(put.build(), body, condition, id);
    if (condition == Condition.ABSENT && !keepsConditions.get()) {
      expectRefusal(put.build(), body);
    }
  }

  private void write(PutObjectRequest put, RequestBody body, Condition condition, String id)
      throws IOException {
    for (int tries = 1; !wrote(put, body, tries); tries++) {
      HeadObjectResponse there = head(put.key());
      if (there != null && id.equals(there.metadata().get(WRITE))) {
        return;
      }
      if (condition == Condition.ABSENT && there != null) {
        throw new FileAlreadyExistsException(reasons.bucket() + "/" + put.key());
      }
      if (there == null && condition == Condition.PRESENT) {
        throw new NoSuchFileException(reasons.bucket() + "/" + put.key());
      }
      if (there != null && !there.eTag().equals(put.ifMatch())) {
        throw new IOException(
            "%s/%s was replaced by somebody else meanwhile".formatted(reasons.bucket(), put.key()));
      }
    }
  }

  /** False if the condition did not hold, or could not be told because of another write. */
  private boolean wrote(PutObjectRequest put, RequestBody body, int tries) throws IOException {
    try {
      client.putObject(put, body);
      return true;
    } catch (S3Exception e) {
      int status = e.statusCode();
      boolean refused =
          status == PRECONDITION_FAILED
              || status == CONFLICT
              || status == NOT_FOUND && put.ifMatch() != null;
      if (!refused || tries == MOST_TRIES) {
        throw reasons.of("write", put.key(), e);
      }
      return false;
    } catch (RuntimeException e) {
      throw reasons.of("write", put.key(), e);
    }
  }

  /** Without conditions two runs would take one lock: so the first write is tried a second time. */
  private void expectRefusal(PutObjectRequest done, RequestBody body) throws IOException {
    if (wrote(done, body, 1)) {
      throw reasons.wrong(
          done.key(),
          "--state %s: the service writes an object that is there although it is told not to (If-None-Match), so runs cannot be kept apart. Use one that has conditional writes, or a directory."
              .formatted(reasons.place()),
          null);
    }
    keepsConditions.set(true);
  }

  private <T> @Nullable T orAbsent(String what, String key, Supplier<T> request)
      throws IOException {
    try {
      return request.get();
    } catch (NoSuchBucketException e) {
      throw reasons.of(what, key, e);
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return null;
      }
      throw reasons.of(what, key, e);
    } catch (RuntimeException e) {
      throw reasons.of(what, key, e);
    }
  }

  private <T> T call(String what, String key, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (RuntimeException e) {
      throw reasons.of(what, key, e);
    }
  }
}
