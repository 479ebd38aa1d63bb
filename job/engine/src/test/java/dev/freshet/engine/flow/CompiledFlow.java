package dev.freshet.engine.flow;

import dev.freshet.api.Flow;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes of package {@code app}, compiled from text, with a flow {@code app.TheFlow}. */
final class CompiledFlow {
  private static final String HEADER =
      "package app; import dev.freshet.api.*; import dev.freshet.engine.flow.*; import java.util.*;"
          + " import java.util.function.*;\n";

  private CompiledFlow() {}

  /** A flow with one source {@code s}, one target {@code pages} and this body of {@code define}. */
  static String flow(String forEach) {
    return """
    public class TheFlow implements Flow {
      public String name() { return "the-flow"; }
      public void define(FlowBuilder flow) {
        var pages = flow.target("pages", new FakeTarget("out"), Copy.Page.class);
        var s = flow.source("s", new FakeSource("docs", List.of()));
        %s
      }
    }
    """
        .formatted(forEach);
  }

  static Fingerprint code(Path directory, String... sources) throws IOException {
    return load(compile(directory, sources)).source("s").code();
  }

  static FlowDefinition load(Path... jarsOrDirectories) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path path : jarsOrDirectories) {
      urls.add(path.toUri().toURL());
    }
    URLClassLoader classes =
        new URLClassLoader(urls.toArray(URL[]::new), CompiledFlow.class.getClassLoader());
    return Flows.load("app.TheFlow", ServiceClassPath.fakes().loader(classes)).definition();
  }

  /** A new directory with the classes of {@code sources}. */
  static Path compile(Path parent, String... sources) throws IOException {
    Path directory = Files.createTempDirectory(parent, "classes");
    List<JavaFileObject> files = Arrays.stream(sources).map(CompiledFlow::file).toList();
    String classPath =
        location(Flow.class) + ":" + location(CompiledFlow.class) + ":" + location(Flows.class);
    List<String> options =
        List.of("-g", "-proc:none", "-nowarn", "-cp", classPath, "-d", directory.toString());
    if (!ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, null, options, null, files)
        .call()) {
      throw new IllegalArgumentException("Does not compile");
    }
    return directory;
  }

  /** A jar with the classes of a directory whose file names start with {@code prefix}. */
  static Path jar(Path directory, String prefix) throws IOException {
    Path jar = Files.createTempFile(directory.getParent(), prefix, ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.list(directory.resolve("app"))) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix)).toList()) {
        entries.putNextEntry(new JarEntry("app/" + file.getFileName()));
        entries.write(Files.readAllBytes(file));
      }
    }
    return jar;
  }

  private static JavaFileObject file(String source) {
    String name = source.replaceAll("(?s).*?\\b(?:class|record|interface|enum) (\\w+).*", "$1");
    return new SimpleJavaFileObject(
        URI.create("string:///app/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public String getCharContent(boolean ignoreEncodingErrors) {
        return HEADER + source;
      }
    };
  }

  private static Path location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
