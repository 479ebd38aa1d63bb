package dev.freshet.benchmarks.s3;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket of the benchmark, as a program uses it that knows nothing of Freshet. */
record TestBucket(S3Client client, String name) implements AutoCloseable {
  static final String NAME = "bench";
  private static final int AT_ONCE = 16;

  static TestBucket at(URI endpoint, String id, String secret) {
    S3Client client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(options -> options.addExecutionInterceptor(new WithoutExpect()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
            .build();
    return new TestBucket(client, NAME);
  }

  List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    for (S3Object object :
        client.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix)).contents()) {
      keys.add(object.key());
    }
    return keys;
  }

  String text(String key) {
    return client.getObjectAsBytes(request -> request.bucket(name).key(key)).asUtf8String();
  }

  void put(String key, String text) {
    client.putObject(
        request -> request.bucket(name).key(key).contentType("text/html"),
        RequestBody.fromString(text));
  }

  /** Something to do with each, sixteen at a time. */
  interface Step<T> {
    void run(T each) throws Exception;
  }

  static <T> void inParallel(List<T> all, Step<T> step) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (T each : all) {
        calls.add(
            () -> {
              step.run(each);
              return null;
            });
      }
      for (Future<Void> ended : threads.invokeAll(calls)) {
        ended.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
