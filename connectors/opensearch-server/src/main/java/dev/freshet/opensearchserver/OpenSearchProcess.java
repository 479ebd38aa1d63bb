package dev.freshet.opensearchserver;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The process of a server: one node, with its HTTP and the k-NN plugin from the class path. Calls
 * OpenSearch by name, since a build without tests has none.
 */
final class OpenSearchProcess {
  private OpenSearchProcess() {}

  /**
   * @param args the directory of the node's configuration, and the name of the file in it
   */
  public static void main(String[] args) throws Exception {
    NodeProcess.endWithInput();
    Path directory = Path.of(args[0]);
    Object environment =
        NodeEnvironment.of("org.opensearch", directory, directory.resolve(args[1]));
    Class<?> node = Class.forName("org.opensearch.node.Node");
    Constructor<?> constructor =
        node.getDeclaredConstructor(environment.getClass(), Collection.class, boolean.class);
    constructor.setAccessible(true);
    List<Class<?>> plugins =
        List.of(
            Class.forName("org.opensearch.transport.Netty4Plugin"),
            Class.forName("org.opensearch.knn.plugin.KNNPlugin"));
    node.getMethod("start").invoke(constructor.newInstance(environment, plugins, false));
  }
}
