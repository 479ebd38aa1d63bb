package dev.freshet.engine.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A class path whose services are those a test names, and no others. */
final class ServiceClassPath {
  private final Map<Class<?>, List<String>> lines =
      new TreeMap<>((a, b) -> a.getName().compareTo(b.getName()));

  static ServiceClassPath empty() {
    return new ServiceClassPath();
  }

  /** With the fake source, target and function of this package's tests. */
  static ServiceClassPath fakes() {
    return empty()
        .with(dev.freshet.api.SourceConnector.class, FakeSource.Connector.class.getName())
        .with(dev.freshet.api.TargetConnector.class, FakeTarget.Connector.class.getName())
        .with(dev.freshet.api.FunctionType.class, Copy.Type.class.getName());
  }

  ServiceClassPath with(Class<?> service, String line) {
    lines.computeIfAbsent(service, s -> new ArrayList<>()).add(line);
    return this;
  }

  ClassLoader loader() {
    return loader(ServiceClassPath.class.getClassLoader());
  }

  ClassLoader loader(ClassLoader classes) {
    try {
      Path directory = Files.createTempDirectory("services");
      directory.toFile().deleteOnExit();
      for (Map.Entry<Class<?>, List<String>> entry : lines.entrySet()) {
        Path file = directory.resolve(entry.getKey().getName());
        Files.write(file, entry.getValue());
        file.toFile().deleteOnExit();
      }
      return new Loader(classes, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Loader extends ClassLoader {
    private static final String SERVICES = "META-INF/services/dev.freshet.api.";
    private final Path directory;

    Loader(ClassLoader classes, Path directory) {
      super(classes);
      this.directory = directory;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.startsWith(SERVICES)) {
        return super.getResources(name);
      }
      Path file = directory.resolve(name.substring("META-INF/services/".length()));
      return Files.exists(file)
          ? Collections.enumeration(List.of(file.toUri().toURL()))
          : Collections.emptyEnumeration();
    }
  }
}
