package dev.freshet.opensearchserver;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

/** What a node is made from, by the names that OpenSearch and Elasticsearch have in common. */
public final class NodeEnvironment {
  private NodeEnvironment() {}

  /**
   * Returns the server's own {@code Environment}.
   *
   * @param packages {@code org.opensearch} or its like
   * @param directory of the configuration
   * @param settings a file in it
   */
  public static Object of(String packages, Path directory, Path settings) throws Exception {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(settings)) {
      properties.load(in);
    }
    Class<?> type = Class.forName(packages + ".common.settings.Settings");
    Object builder = type.getMethod("builder").invoke(null);
    for (String name : properties.stringPropertyNames()) {
      builder
          .getClass()
          .getMethod("put", String.class, String.class)
          .invoke(builder, name, properties.getProperty(name));
    }
    Object made = builder.getClass().getMethod("build").invoke(builder);
    Supplier<String> name = () -> "freshet-tests";
    return Class.forName(packages + ".node.InternalSettingsPreparer")
        .getMethod("prepareEnvironment", type, Map.class, Path.class, Supplier.class)
        .invoke(null, made, Map.of(), directory, name);
  }
}
