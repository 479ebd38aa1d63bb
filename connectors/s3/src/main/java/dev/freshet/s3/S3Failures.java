package dev.freshet.s3;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import dev.freshet.api.internal.RetryAfter;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What the service's answers, and their absence, mean to the engine.
 *
 * @param bucket with its service, for messages
 */
record S3Failures(String bucket) {
  private static final String NO_CREDENTIALS = "Unable to load credentials";
  private static final Set<String> TRY_LATER =
      Set.of(
          "SlowDown",
          "InternalError",
          "ServiceUnavailable",
          "RequestTimeout",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "BandwidthLimitExceeded");
  private static final Set<String> OTHER_REGION =
      Set.of("PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed");
  private static final Set<String> WRONG_CREDENTIALS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken",
          "RequestTimeTooSkewed");
  private static final Set<String> ROW_TO_BLAME =
      Set.of("KeyTooLongError", "EntityTooLarge", "EntityTooSmall");

  /**
   * @param what was asked for, as in {@code write a.html}
   * @param failure what the SDK threw; a broken connection is not always an exception of its own
   */
  Exception of(String what, RuntimeException failure) {
    if (failure instanceof S3Exception answer) {
      return answered(what, answer);
    }
    if (failure instanceof AbortedException) {
      return interrupted(failure);
    }
    String problem = "cannot " + what + " in " + bucket + ": ";
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return new Unavailable(problem + "no answer in time", failure);
    }
    IOException broken = ioCause(failure);
    if (broken != null) {
      return new Unavailable(problem + broken, failure);
    }
    if (String.valueOf(failure.getMessage()).startsWith(NO_CREDENTIALS)) {
      return new PlaceUnusable(
          problem
              + "the AWS SDK finds no credentials; give access-key-id and secret-access-key in"
              + " service, or set what the SDK looks for, as AWS_ACCESS_KEY_ID",
          failure);
    }
    return failure instanceof SdkException
        ? new IOException(problem + failure.getMessage(), failure)
        : failure;
  }

  private static InterruptedException interrupted(RuntimeException failure) {
    InterruptedException interrupted = new InterruptedException(failure.getMessage());
    interrupted.initCause(failure);
    return interrupted;
  }

  private static @Nullable IOException ioCause(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(IOException.class::isInstance)
        .map(IOException.class::cast)
        .findFirst()
        .orElse(null);
  }

  private Exception answered(String what, S3Exception answer) {
    String code = code(answer);
    int status = answer.statusCode();
    String problem = "cannot " + what + " in " + bucket + ": " + words(answer);
    if (status == 429 || status >= 500 && status != 501 || TRY_LATER.contains(code)) {
      return new Unavailable(problem, answer, retryAfter(answer));
    }
    if (ROW_TO_BLAME.contains(code)) {
      return new RowRefused(problem);
    }
    if (code.equals("NoSuchBucket")) {
      return new PlaceUnusable(
          problem + "; there is no such bucket: make it, or correct bucket or endpoint", answer);
    }
    if (status == 301 || status == 307 || OTHER_REGION.contains(code)) {
      return new PlaceUnusable(
          problem + "; the bucket is elsewhere: set region, or correct endpoint", answer);
    }
    if (WRONG_CREDENTIALS.contains(code)) {
      return new PlaceUnusable(problem + "; correct the credentials, or the clock", answer);
    }
    if (status == 401 || status == 403) {
      return new IOException(
          problem + "; these credentials may not do this here: allow it, or use others", answer);
    }
    return new IOException(problem, answer);
  }

  /** Whether a later call may succeed where an answer to a single key has this code. */
  static boolean isTemporary(@Nullable String code) {
    return code != null && TRY_LATER.contains(code);
  }

  static String words(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    return answer.statusCode()
        + (code(answer).isEmpty() ? "" : " " + code(answer))
        + (message == null || message.isBlank() ? "" : ", " + message);
  }

  static String code(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  private static @Nullable Duration retryAfter(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
    return response == null
        ? null
        : RetryAfter.of(response.firstMatchingHeader("Retry-After").orElse(null), Instant.now());
  }
}
