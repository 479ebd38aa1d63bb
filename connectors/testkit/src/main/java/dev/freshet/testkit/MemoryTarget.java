package dev.freshet.testkit;

import dev.freshet.api.TargetSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rows in the memory of this JVM, by a name that all flows in it share. In YAML the type is {@code
 * memory-rows}.
 */
public record MemoryTarget(String name) implements TargetSpec {
  private static final Map<String, MemoryRows> BY_NAME = new ConcurrentHashMap<>();

  /** The rows of this name, which a running flow writes and a test looks at. */
  public MemoryRows rows() {
    return BY_NAME.computeIfAbsent(name, missing -> new MemoryRows());
  }
}
