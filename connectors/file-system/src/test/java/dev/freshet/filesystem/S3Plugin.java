package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.s3server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server of S3, Flink's plugin for it in this process, and another client than the plugin. */
final class S3Plugin implements AutoCloseable {
  static final Path PLUGINS = Path.of("target/flink-plugins");

  private static @Nullable PluginManager plugins;

  private final S3Server server;
  private final S3Client client;

  S3Plugin() throws Exception {
    server = S3Server.start();
    client = client(server.endpoint());
    load(server.endpoint());
  }

  static void load(URI endpoint) throws Exception {
    load(endpoint, Map.of());
  }

  static void load(URI endpoint, Map<String, String> more) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("s3.endpoint", endpoint.toString());
    options.put("s3.path.style.access", "true");
    options.put("s3.access-key", S3Server.ACCESS_KEY_ID);
    options.put("s3.secret-key", S3Server.SECRET_ACCESS_KEY);
    options.putAll(more);
    FileSystem.initialize(Configuration.fromMap(options), plugins());
  }

  /** One for all, since its classes are many. */
  private static synchronized PluginManager plugins() throws IOException {
    if (plugins == null) {
      plugins =
          new DefaultPluginManager(
              new DirectoryBasedPluginFinder(PLUGINS.toAbsolutePath()).findPlugins(),
              CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration()));
    }
    return plugins;
  }

  private static S3Client client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .overrideConfiguration(options -> options.addExecutionInterceptor(new WithoutExpect()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)))
        .build();
  }

  /** The JDK's client fails on connections that the server closed if it has to ask first. */
  private static final class WithoutExpect implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
  }

  S3Server server() {
    return server;
  }

  void newBucket(String name) {
    client.createBucket(request -> request.bucket(name));
  }

  void put(String bucket, String key, String text) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  void delete(String bucket, String key) {
    client.deleteObject(request -> request.bucket(bucket).key(key));
  }

  /** Texts by key. */
  Map<String, String> objects(String bucket) {
    List<String> keys = new ArrayList<>();
    for (S3Object object :
        client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents()) {
      keys.add(object.key());
    }
    Map<String, String> texts = new TreeMap<>();
    for (String key : keys) {
      texts.put(
          key, client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String());
    }
    return texts;
  }

  void deleteBucket(String bucket) {
    objects(bucket).keySet().forEach(key -> delete(bucket, key));
    client.deleteBucket(request -> request.bucket(bucket));
  }

  /** The next test starts with the file systems of the class path. */
  @Override
  public void close() throws Exception {
    client.close();
    server.close();
    FileSystem.initialize(new Configuration(), null);
  }
}
