package dev.freshet.opensearchserver;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * The process of a server: one node with its HTTP and the k-NN plugin from the class path, until
 * the input ends. Calls OpenSearch by name, since a build without tests has none.
 */
final class OpenSearchProcess {
  private OpenSearchProcess() {}

  /**
   * @param args the file of the node's settings
   */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(OpenSearchProcess::endWithInput, "end-with-input");
    watch.start();
    Path file = Path.of(args[0]);
    Class<?> node = Class.forName("org.opensearch.node.Node");
    Class<?> environment = Class.forName("org.opensearch.env.Environment");
    Constructor<?> constructor =
        node.getDeclaredConstructor(environment, Collection.class, boolean.class);
    constructor.setAccessible(true);
    List<Class<?>> plugins =
        List.of(
            Class.forName("org.opensearch.transport.Netty4Plugin"),
            Class.forName("org.opensearch.knn.plugin.KNNPlugin"));
    Object started = constructor.newInstance(environment(settings(file), file), plugins, false);
    node.getMethod("start").invoke(started);
  }

  private static Object settings(Path file) throws Exception {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Class<?> settings = Class.forName("org.opensearch.common.settings.Settings");
    Object builder = settings.getMethod("builder").invoke(null);
    for (String name : properties.stringPropertyNames()) {
      builder
          .getClass()
          .getMethod("put", String.class, String.class)
          .invoke(builder, name, properties.getProperty(name));
    }
    return builder.getClass().getMethod("build").invoke(builder);
  }

  private static Object environment(Object settings, Path file) throws Exception {
    Supplier<String> name = () -> "freshet-tests";
    return Class.forName("org.opensearch.node.InternalSettingsPreparer")
        .getMethod("prepareEnvironment", settings.getClass(), Map.class, Path.class, Supplier.class)
        .invoke(null, settings, Map.of(), file.getParent(), name);
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      System.err.println("The input of the OpenSearch server cannot be read: " + e);
    }
    Runtime.getRuntime().halt(0);
  }
}
