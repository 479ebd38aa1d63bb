package dev.freshet.s3;

import dev.freshet.api.Secret;
import dev.freshet.s3server.S3Gate;
import dev.freshet.s3server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server of S3, and what a test does with it without the connector. */
final class TestService implements AutoCloseable {
  private final S3Server server;
  private final Path secrets;
  private final S3Client client;

  TestService() throws IOException, InterruptedException {
    server = S3Server.start();
    secrets = Files.createTempDirectory("s3-secrets");
    Files.writeString(secrets.resolve("id"), S3Server.ACCESS_KEY_ID);
    Files.writeString(secrets.resolve("secret"), S3Server.SECRET_ACCESS_KEY);
    client = S3Clients.open(at(server.endpoint()), Duration.ofSeconds(30));
  }

  /** Another way to the service, which can be closed. */
  S3Gate gate() throws IOException {
    return new S3Gate(server);
  }

  S3Service service() {
    return at(server.endpoint());
  }

  /** The service, asked by way of another address. */
  S3Service at(URI endpoint) {
    return S3Service.at(endpoint.toString())
        .withCredentials(
            new Secret("file:" + secrets.resolve("id")),
            new Secret("file:" + secrets.resolve("secret")));
  }

  S3Client client() {
    return client;
  }

  String newBucket(String name) {
    client.createBucket(request -> request.bucket(name));
    return name;
  }

  void put(String bucket, String key, String text) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  void delete(String bucket, String key) {
    client.deleteObject(request -> request.bucket(bucket).key(key));
  }

  List<String> keys(String bucket) {
    List<String> keys = new ArrayList<>();
    for (S3Object object :
        client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents()) {
      keys.add(object.key());
    }
    return keys;
  }

  Map<String, String> objects(String bucket) {
    Map<String, String> texts = new TreeMap<>();
    for (String key : keys(bucket)) {
      texts.put(
          key, client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String());
    }
    return texts;
  }

  void deleteBucket(String bucket) {
    keys(bucket).forEach(key -> delete(bucket, key));
    client.deleteBucket(request -> request.bucket(bucket));
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    Files.delete(secrets.resolve("id"));
    Files.delete(secrets.resolve("secret"));
    Files.delete(secrets);
  }
}
