package dev.freshet.dist;

import dev.freshet.api.Flow;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar made from Java source, compiled against the API and what the test names. */
final class CompiledJar {
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> services = new TreeMap<>();
  private final List<Path> classPath = new ArrayList<>(List.of(location(Flow.class)));

  /** Of a top-level class in this file. */
  CompiledJar with(String className, String source) {
    int dot = className.lastIndexOf('.');
    String header = "package " + className.substring(0, dot) + "; import dev.freshet.api.*;\n";
    sources.put(className, header + source);
    return this;
  }

  CompiledJar service(Class<?> service, String line) {
    services.merge(
        "META-INF/services/" + service.getName(), line + "\n", (one, other) -> one + other);
    return this;
  }

  CompiledJar against(Path jar) {
    classPath.add(jar);
    return this;
  }

  CompiledJar against(Class<?> type) {
    return against(location(type));
  }

  Path writeTo(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Map.Entry<String, String> service : services.entrySet()) {
        entries.putNextEntry(new JarEntry(service.getKey()));
        entries.write(service.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      Path classes = compile();
      for (Path file : filesBelow(classes)) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        entries.write(Files.readAllBytes(file));
      }
    }
    return jar;
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Path compile() throws IOException {
    Path classes = Files.createTempDirectory("classes");
    if (sources.isEmpty()) {
      return classes;
    }
    String path = classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
    List<String> options = List.of("-proc:none", "-nowarn", "-cp", path, "-d", classes.toString());
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, source) -> files.add(new Source(name, source)));
    if (!ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, null, options, null, files)
        .call()) {
      throw new IllegalArgumentException("Does not compile");
    }
    return classes;
  }

  private static Path location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public String getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
