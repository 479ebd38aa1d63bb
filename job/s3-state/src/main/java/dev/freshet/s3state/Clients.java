package dev.freshet.s3state;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes clients that start no thread, since they live as long as their classes: a cluster loads
 * these anew for every job. So a call has no deadline, but each wait in it has one.
 */
final class Clients {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
  private static final Duration SAY_SOMETHING_WITHIN = Duration.ofSeconds(10);

  private Clients() {}

  static S3Client open(S3Settings settings) throws IOException {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_WITHIN)
                    .socketTimeout(SAY_SOMETHING_WITHIN))
            .forcePathStyle(settings.pathStyle())
            .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .overrideConfiguration(
                options ->
                    options
                        .retryStrategy(RetryMode.STANDARD)
                        .addExecutionInterceptor(new WithoutExpect()));
    if (!settings.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    if (!settings.region().isEmpty()) {
      builder.region(Region.of(settings.region()));
    }
    String id = settings.accessKey();
    String secret = settings.secretKey();
    if (id != null && secret != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(credentials(id, secret, settings)));
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IOException(
          "no client of S3 can be made; set AWS_REGION, or the endpoint of another service with"
              + " AWS_ENDPOINT_URL_S3 or s3.endpoint",
          e);
    }
  }

  private static AwsCredentials credentials(String id, String secret, S3Settings settings) {
    String token = settings.sessionToken();
    return token == null
        ? AwsBasicCredentials.create(id, secret)
        : AwsSessionCredentials.create(id, secret, token);
  }

  /** A body is sent without asking first, which is one round trip less. */
  private static final class WithoutExpect implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
  }
}
