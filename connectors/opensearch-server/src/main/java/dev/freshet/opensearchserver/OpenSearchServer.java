package dev.freshet.opensearchserver;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** One node of OpenSearch with the k-NN plugin, as {@link NodeProcess} runs it. */
public final class OpenSearchServer implements AutoCloseable {
  private static final String PLUGIN = "opensearch-knn";

  private final NodeProcess node;

  private OpenSearchServer(NodeProcess node) {
    this.node = node;
  }

  public static OpenSearchServer start() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("opensearch-server");
    Path plugin = Files.createDirectory(home.resolve("knn"));
    List<String> classPath = new ArrayList<>();
    for (String library : NodeProcess.libraries(OpenSearchServer.class)) {
      if (Path.of(library).getFileName().toString().startsWith(PLUGIN)) {
        unpack(Path.of(library), plugin);
      } else {
        classPath.add(library);
      }
    }
    classPath.add(plugin + File.separator + "*");
    return new OpenSearchServer(NodeProcess.start(home, OpenSearchProcess.class, classPath));
  }

  private static void unpack(Path archive, Path directory) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(".jar") && !entry.getName().contains("/")) {
          Files.copy(in, directory.resolve(entry.getName()));
        }
      }
    }
  }

  public URI url() {
    return node.url();
  }

  @Override
  public void close() throws IOException {
    node.close();
  }
}
