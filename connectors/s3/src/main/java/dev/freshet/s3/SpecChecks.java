package dev.freshet.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Options that can never work, found without asking the service. */
final class SpecChecks {
  private static final Pattern BUCKET = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}");

  private SpecChecks() {}

  /**
   * @param place the source or target, for messages
   */
  static void check(String place, String bucket, String prefix, S3Service service) {
    if (!BUCKET.matcher(bucket).matches()) {
      throw wrong(place, "bucket \"" + bucket + "\" is not the name of a bucket");
    }
    if (prefix.startsWith("/") || !prefix.isEmpty() && !prefix.endsWith("/")) {
      throw wrong(
          place,
          "prefix \""
              + prefix
              + "\" must be empty or end with / and not begin with it, as in \"docs/\"");
    }
    checkEndpoint(place, service.endpoint());
    if ((service.accessKeyId() == null) != (service.secretAccessKey() == null)) {
      throw wrong(place, "access-key-id and secret-access-key are given together or not at all");
    }
    if (service.sessionToken() != null && service.accessKeyId() == null) {
      throw wrong(place, "session-token is given without access-key-id and secret-access-key");
    }
  }

  private static void checkEndpoint(String place, String endpoint) {
    if (endpoint.isEmpty()) {
      return;
    }
    try {
      URI uri = new URI(endpoint);
      if (uri.getUserInfo() != null) {
        throw wrong(
            place, "endpoint has credentials in it; give access-key-id and secret-access-key");
      }
      if (uri.getHost() == null
          || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        throw wrong(
            place, "endpoint \"" + endpoint + "\" is no address such as https://s3.example.org");
      }
    } catch (URISyntaxException e) {
      throw wrong(place, "endpoint is no address: " + e.getReason());
    }
  }

  private static IllegalArgumentException wrong(String place, String what) {
    return new IllegalArgumentException(place + ": " + what);
  }
}
