package dev.freshet.elasticsearchserver;

import dev.freshet.opensearchserver.NodeEnvironment;
import dev.freshet.opensearchserver.NodeProcess;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The process of a server: one node with the modules of its home. Calls Elasticsearch by name,
 * since a build without tests has none.
 */
final class ElasticsearchProcess {
  private ElasticsearchProcess() {}

  /**
   * @param args the directory of the node's configuration, and the name of the file in it
   */
  public static void main(String[] args) throws Exception {
    NodeProcess.endWithInput();
    prepareLogging();
    Path directory = Path.of(args[0]);
    Object environment =
        NodeEnvironment.of("org.elasticsearch", directory, directory.resolve(args[1]));
    Class<?> loader = Class.forName("org.elasticsearch.plugins.PluginsLoader");
    Object modules =
        loader
            .getMethod("loadModulesBundles", Path.class)
            .invoke(null, directory.resolveSibling("modules"));
    Object plugins =
        loader
            .getMethod("createPluginsLoader", Set.class, Set.class, Map.class, boolean.class)
            .invoke(null, modules, Set.of(), Map.of(), false);
    Class<?> node = Class.forName("org.elasticsearch.node.Node");
    Object made =
        node.getConstructor(environment.getClass(), loader).newInstance(environment, plugins);
    node.getMethod("start").invoke(made);
  }

  private static void prepareLogging() throws Exception {
    Class<?> factory = Class.forName("org.elasticsearch.logging.internal.spi.LoggerFactory");
    Constructor<?> constructor =
        Class.forName("org.elasticsearch.common.logging.internal.LoggerFactoryImpl")
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    factory.getMethod("setInstance", factory).invoke(null, constructor.newInstance());
  }
}
