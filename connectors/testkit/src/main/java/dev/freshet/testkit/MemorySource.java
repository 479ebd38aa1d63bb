package dev.freshet.testkit;

import dev.freshet.api.SourceSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Items in the memory of this JVM, by a name that all flows in it share. In YAML the type is {@code
 * memory-items}.
 */
public record MemorySource(String name) implements SourceSpec {
  private static final Map<String, MemoryItems> BY_NAME = new ConcurrentHashMap<>();

  /** The items of this name, which a test changes and a running flow sees. */
  public MemoryItems items() {
    return BY_NAME.computeIfAbsent(name, missing -> new MemoryItems());
  }
}
