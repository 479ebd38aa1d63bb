package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to reach a service of S3: what Flink's file system was told ({@code s3.endpoint}, {@code
 * s3.access-key} and others, in any of the spellings it takes), or else what the AWS SDK finds.
 *
 * @param endpoint empty for Amazon's
 * @param region empty for what the SDK finds
 * @param accessKey null, as the secret key, for the credentials that the SDK finds
 */
record S3Settings(
    String endpoint,
    String region,
    boolean pathStyle,
    @Nullable String accessKey,
    @Nullable String secretKey,
    @Nullable String sessionToken) {
  private static final String ANYWHERE = "us-east-1";

  static S3Settings of(Map<String, ?> given) {
    Map<String, String> options = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          String name = key.replaceFirst("^(fs\\.s3a?|s3a?)\\.", "");
          if (!name.equals(key) && value != null) {
            options.put(name.replace('-', '.').toLowerCase(Locale.ROOT), value.toString());
          }
        });
    String endpoint = options.getOrDefault("endpoint", endpointOfSdk());
    String region = options.getOrDefault("endpoint.region", regionOfSdk());
    String style = options.get("path.style.access");
    return new S3Settings(
        endpoint.isEmpty() || endpoint.contains("://") ? endpoint : "https://" + endpoint,
        region.isEmpty() && !endpoint.isEmpty() ? ANYWHERE : region,
        style == null ? !endpoint.isEmpty() : Boolean.parseBoolean(style),
        options.get("access.key"),
        options.get("secret.key"),
        options.get("session.token"));
  }

  private static String endpointOfSdk() {
    String ofS3 = found("aws.endpointUrlS3", "AWS_ENDPOINT_URL_S3");
    return ofS3.isEmpty() ? found("aws.endpointUrl", "AWS_ENDPOINT_URL") : ofS3;
  }

  private static String regionOfSdk() {
    return found("aws.region", "AWS_REGION");
  }

  private static String found(String property, String variable) {
    String value = System.getProperty(property, System.getenv(variable));
    return value == null ? "" : value.strip();
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "S3 at " + (endpoint.isEmpty() ? "Amazon" : endpoint);
  }

  /** The same, for Flink's file system. */
  Map<String, Object> ofFlink() {
    Map<String, Object> options = new TreeMap<>();
    if (!endpoint.isEmpty()) {
      options.put("s3.endpoint", endpoint);
      options.put("s3.path.style.access", Boolean.toString(pathStyle));
    }
    if (!region.isEmpty()) {
      options.put("s3.endpoint.region", region);
    }
    return options;
  }
}
