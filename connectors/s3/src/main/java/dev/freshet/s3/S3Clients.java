package dev.freshet.s3;

import dev.freshet.api.Secret;
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

/** Makes clients that also understand services older than Amazon's newest checksums. */
final class S3Clients {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private S3Clients() {}

  /**
   * @param deadline of a call, the SDK's own two retries included
   */
  static S3Client open(S3Service service, Duration deadline) throws IOException {
    Duration connect = deadline.compareTo(LONGEST_CONNECT) < 0 ? deadline : LONGEST_CONNECT;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(connect)
                    .socketTimeout(deadline))
            .forcePathStyle(service.pathStyle())
            .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .overrideConfiguration(
                options ->
                    options
                        .apiCallTimeout(deadline)
                        .retryStrategy(RetryMode.STANDARD)
                        .addExecutionInterceptor(new WithoutExpect()));
    if (!service.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(service.endpoint())).region(Region.US_EAST_1);
    }
    if (!service.region().isEmpty()) {
      builder.region(Region.of(service.region()));
    }
    Secret id = service.accessKeyId();
    Secret secret = service.secretAccessKey();
    if (id != null && secret != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(credentials(id, secret, service)));
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IOException(
          "no client of S3 can be made; give region in service, or set what the AWS SDK looks for,"
              + " as AWS_REGION",
          e);
    }
  }

  /**
   * A body is sent without asking first: that costs no round trip, and a connection which the
   * service closed meanwhile is then tried again by the SDK, as others are.
   */
  private static final class WithoutExpect implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
  }

  private static AwsCredentials credentials(Secret id, Secret secret, S3Service service)
      throws IOException {
    Secret token = service.sessionToken();
    return token == null
        ? AwsBasicCredentials.create(id.reveal(), secret.reveal())
        : AwsSessionCredentials.create(id.reveal(), secret.reveal(), token.reveal());
  }
}
