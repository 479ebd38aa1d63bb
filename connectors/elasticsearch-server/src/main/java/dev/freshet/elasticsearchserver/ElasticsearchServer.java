package dev.freshet.elasticsearchserver;

import dev.freshet.opensearchserver.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One node of Elasticsearch, as {@link NodeProcess} runs it; without X-Pack, and so without
 * passwords and API keys.
 */
public final class ElasticsearchServer implements AutoCloseable {
  private final NodeProcess node;

  private ElasticsearchServer(NodeProcess node) {
    this.node = node;
  }

  /** What speaks HTTP is loaded from a directory of the home, and must not be found elsewhere. */
  public static ElasticsearchServer start() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("elasticsearch-server");
    Path module = Files.createDirectories(home.resolve("modules").resolve("transport-netty4"));
    List<String> classPath = new ArrayList<>();
    String version = "";
    for (String library : NodeProcess.libraries(ElasticsearchServer.class)) {
      String name = Path.of(library).getFileName().toString();
      if (name.startsWith("transport-netty4-")) {
        version = name.replaceFirst("transport-netty4-(.*)\\.jar", "$1");
      }
      if (name.contains("netty")) {
        Files.copy(Path.of(library), module.resolve(name));
      } else {
        classPath.add(library);
      }
    }
    Files.writeString(module.resolve("plugin-descriptor.properties"), descriptor(version));
    return new ElasticsearchServer(NodeProcess.start(home, ElasticsearchProcess.class, classPath));
  }

  private static String descriptor(String version) {
    return String.join(
        "\n",
        "name=transport-netty4",
        "description=HTTP and transport",
        "classname=org.elasticsearch.transport.netty4.Netty4Plugin",
        "version=" + version,
        "elasticsearch.version=" + version,
        "java.version=17",
        "");
  }

  public URI url() {
    return node.url();
  }

  @Override
  public void close() throws IOException {
    node.close();
  }
}
