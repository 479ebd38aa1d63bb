package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What the service's answers mean, and what to do about them. What only a person can change is a
 * {@link FileSystemException}; the rest may pass.
 *
 * @param place the bucket with its service, for messages
 */
record Reasons(String bucket, String place) {
  private static final String NO_CREDENTIALS = "Unable to load credentials";
  private static final String ALLOWED =
      "state there needs s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and"
          + " s3:DeleteObject on what is in it";
  private static final Set<String> OTHER_REGION =
      Set.of("PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed");
  private static final Set<String> WRONG_CREDENTIALS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken",
          "RequestTimeTooSkewed");

  /**
   * @param what was asked for, as in {@code write}
   */
  IOException of(String what, String key, RuntimeException failure) {
    String problem = "cannot " + what + " " + place + "/" + key + " (--state): ";
    if (failure instanceof S3Exception answer) {
      return answered(key, problem, answer);
    }
    if (failure instanceof AbortedException) {
      IOException interrupted = new ClosedByInterruptException();
      interrupted.initCause(failure);
      return interrupted;
    }
    if (String.valueOf(failure.getMessage()).startsWith(NO_CREDENTIALS)) {
      return wrong(
          key,
          problem
              + "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
              + " s3.access-key and s3.secret-key in Flink's configuration",
          failure);
    }
    IOException broken = ioCause(failure);
    if (broken != null) {
      return new IOException(
          problem
              + "the service cannot be reached, "
              + broken
              + "; correct AWS_ENDPOINT_URL_S3 or s3.endpoint, or try again",
          failure);
    }
    if (failure instanceof SdkException) {
      return new IOException(problem + failure.getMessage(), failure);
    }
    throw failure;
  }

  private IOException answered(String key, String problem, S3Exception answer) {
    String code = code(answer);
    int status = answer.statusCode();
    String said = problem + words(answer);
    if (code.equals("NoSuchBucket")) {
      return wrong(key, said + "; there is no such bucket: make it, or correct its name", answer);
    }
    if (status == 301 || status == 307 || OTHER_REGION.contains(code)) {
      return wrong(key, said + "; the bucket is elsewhere: set AWS_REGION", answer);
    }
    if (WRONG_CREDENTIALS.contains(code)) {
      return wrong(key, said + "; correct the credentials, or the clock", answer);
    }
    if (status == 401 || status == 403) {
      return wrong(key, said + "; " + ALLOWED, answer);
    }
    return new IOException(said, answer);
  }

  FileSystemException wrong(String key, String reason, @Nullable Throwable cause) {
    FileSystemException wrong = new FileSystemException(bucket + "/" + key, null, reason);
    wrong.initCause(cause);
    return wrong;
  }

  private static @Nullable IOException ioCause(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(IOException.class::isInstance)
        .map(IOException.class::cast)
        .findFirst()
        .orElse(null);
  }

  private static String words(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    return answer.statusCode()
        + (code(answer).isEmpty() ? "" : " " + code(answer))
        + (message == null || message.isBlank() ? "" : ", " + message);
  }

  private static String code(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }
}
