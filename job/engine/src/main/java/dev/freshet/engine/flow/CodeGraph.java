package dev.freshet.engine.flow;

import dev.freshet.api.LogicVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Classes and what they refer to in the same code source, found through the class loader's files
 * and not by loading them.
 */
final class CodeGraph {
  private static final List<String> NEVER_FOLLOWED =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "dev.freshet.api.");

  /** Where a class comes from: a jar, or a directory of classes. */
  private record Code(URL url, String origin) {
    boolean isDirectory() {
      return origin.startsWith("file:");
    }
  }

  private record Node(String name, ClassLoader loader, Code code) {}

  private final Map<String, ClassFile> files = new HashMap<>();

  /** Whether the code of {@code type} counts as part of the code of {@code user}. */
  boolean follows(Class<?> user, Class<?> type) {
    Code code = find(type.getName(), loader(type));
    Code from = find(user.getName(), loader(user));
    return code != null && (code.isDirectory() || from != null && code.origin.equals(from.origin));
  }

  /** The name of the first of {@code roots} whose code cannot be read, if any. */
  Optional<String> write(Collection<Class<?>> roots, BinaryWriter out) {
    Map<String, Node> reached = new TreeMap<>();
    Deque<Node> open = new ArrayDeque<>();
    for (Class<?> root : roots) {
      Code code = find(root.getName(), loader(root));
      if (code == null && isFollowed(root.getName()) && version(root) == null) {
        return Optional.of(root.getName());
      }
      if (code != null) {
        reach(new Node(root.getName(), loader(root), code), reached, open);
      }
    }
    Map<String, String> versions = new HashMap<>();
    while (!open.isEmpty()) {
      expand(open.poll(), reached, open, versions);
    }
    out.putVarInt(reached.size());
    reached.forEach(
        (name, node) -> {
          out.putString(name).putNullableString(versions.get(name));
          if (!versions.containsKey(name)) {
            file(node).fingerprint().write(out);
          }
        });
    return Optional.empty();
  }

  /** The {@link LogicVersion} of a class; null if it has none. */
  static @Nullable String version(Class<?> type) {
    LogicVersion version = type.getAnnotation(LogicVersion.class);
    return version == null ? null : version.value();
  }

  private void expand(
      Node node, Map<String, Node> reached, Deque<Node> open, Map<String, String> versions) {
    ClassFile file = file(node);
    String version = version(node, file);
    if (version != null) {
      versions.put(node.name, version);
      return;
    }
    for (String name : file.references()) {
      Code code = reached.containsKey(name) ? null : find(name, node.loader);
      if (code != null && (code.isDirectory() || code.origin.equals(node.code.origin))) {
        reach(new Node(name, node.loader, code), reached, open);
      }
    }
  }

  private static void reach(Node node, Map<String, Node> reached, Deque<Node> open) {
    if (reached.putIfAbsent(node.name, node) == null) {
      open.add(node);
    }
  }

  /** Loads the class only if its file mentions the annotation. */
  private static @Nullable String version(Node node, ClassFile file) {
    if (!file.references().contains(LogicVersion.class.getName())) {
      return null;
    }
    try {
      return version(Class.forName(node.name, false, node.loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private ClassFile file(Node node) {
    return files.computeIfAbsent(
        node.code.url.toString(),
        url -> {
          try (InputStream in = node.code.url.openStream()) {
            return ClassFile.of(in.readAllBytes());
          } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the class file " + url, e);
          }
        });
  }

  private static @Nullable Code find(String name, ClassLoader loader) {
    if (!isFollowed(name)) {
      return null;
    }
    String path = name.replace('.', '/') + ".class";
    URL url = loader.getResource(path);
    if (url == null || url.getProtocol().equals("jrt")) {
      return null;
    }
    String text = url.toString();
    return new Code(url, text.substring(0, text.length() - path.length()));
  }

  private static boolean isFollowed(String name) {
    return NEVER_FOLLOWED.stream().noneMatch(name::startsWith);
  }

  private static ClassLoader loader(Class<?> type) {
    return Objects.requireNonNullElse(type.getClassLoader(), ClassLoader.getSystemClassLoader());
  }
}
