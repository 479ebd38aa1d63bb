package dev.freshet.qdrant;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** A collection and its server, as errors name them. */
record Place(String collection, Address address) {
  private static final Metadata.Key<String> RETRY_AFTER =
      Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

  static Place of(QdrantCollection spec) {
    return new Place(spec.collection(), Address.of(spec.url()));
  }

  String name() {
    return "Qdrant collection " + collection + " at " + address;
  }

  /**
   * The error of a call in words, with what to do.
   *
   * @param secret what must not be shown
   */
  Exception failed(String doing, StatusRuntimeException error, @Nullable String secret) {
    Status status = error.getStatus();
    String said = said(status, secret);
    String what = name() + ": " + doing + " failed, " + said;
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          isOfTls(status)
              ? refused(what + ". The option certificate names an authority to trust", error, said)
              : new Unavailable(what + ". Is the server up, and " + listening());
      case DEADLINE_EXCEEDED ->
          new Unavailable(what + ". The server did not answer in time; it may still do it");
      case RESOURCE_EXHAUSTED ->
          isTooLarge(said)
              ? new CallRefused(what, status.getCode(), silent(error, said))
              : new Unavailable(what + ". The server asks for patience", null, retryAfter(error));
      case ABORTED -> new Unavailable(what);
      case CANCELLED ->
          Thread.interrupted() ? new InterruptedException(what) : new Unavailable(what);
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          refused(what + ". Check the option api-key, and what that key may do", error, said);
      case NOT_FOUND ->
          refused(what + ". If the collection is gone, run update --full", error, said);
      case UNIMPLEMENTED ->
          refused(what + ". Is the server new enough, and " + listening(), error, said);
      default ->
          said.contains("No space left")
              ? new Unavailable(what + ". Give the server more room")
              : refused(what, error, said);
    };
  }

  private String listening() {
    return "is "
        + address.port()
        + " its gRPC port, "
        + (address.tls() ? "with" : "without")
        + " TLS?";
  }

  private static boolean isOfTls(Status status) {
    for (Throwable each = status.getCause(); each != null; each = each.getCause()) {
      if (each instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static CallRefused refused(String what, StatusRuntimeException error, String said) {
    return new CallRefused(what, error.getStatus().getCode(), silent(error, said));
  }

  /** The server's text without its headers, which are nobody's business. */
  private static Throwable silent(StatusRuntimeException error, String said) {
    Throwable cause = new IllegalStateException(said);
    cause.setStackTrace(error.getStackTrace());
    return cause;
  }

  private static String said(Status status, @Nullable String secret) {
    String description = status.getDescription();
    for (Throwable each = status.getCause(); each != null; each = each.getCause()) {
      description = (description == null ? "" : description + ", ") + each.getMessage();
    }
    if (description == null) {
      description = "without a reason";
    }
    if (secret != null && !secret.isEmpty()) {
      description = description.replace(secret, "***");
    }
    return status.getCode() + ": " + description;
  }

  private static boolean isTooLarge(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("message") && (lower.contains("exceeds") || lower.contains("too large"));
  }

  private static @Nullable Duration retryAfter(StatusRuntimeException error) {
    Metadata trailers = error.getTrailers();
    String seconds = trailers == null ? null : trailers.get(RETRY_AFTER);
    return seconds != null && seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : null;
  }
}
