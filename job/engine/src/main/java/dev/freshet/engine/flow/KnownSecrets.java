package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The credentials that flows in this process name. A driver may put one into its exception; what
 * the engine says, writes or passes on of a failure has asterisks in its place, also where it is
 * written as in a URL. Values of fewer than four characters are not looked for. Thread safe.
 */
public final class KnownSecrets {
  private static final int SHORTEST = 4;
  private static final String MASK = "***";
  private static final Set<Secret> NAMED = ConcurrentHashMap.newKeySet();

  private KnownSecrets() {}

  /** Takes note of those in a spec, or in a function that is a record. */
  static void learn(@Nullable Object spec) {
    learn(spec, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void learn(@Nullable Object value, Set<Object> seen) {
    if (value instanceof Secret secret) {
      NAMED.add(secret);
    } else if (value instanceof Iterable<?> elements && !(value instanceof java.nio.file.Path)) {
      elements.forEach(element -> learn(element, seen));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(element -> learn(element, seen));
    } else if (value instanceof Record record && seen.add(record)) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        learn(component(record, component), seen);
      }
    }
  }

  private static @Nullable Object component(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException | RuntimeException closed) {
      return null;
    }
  }

  /** The text with asterisks for credentials; the same if it has none. */
  public static String masked(String text) {
    String masked = text;
    for (String value : values()) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }

  /** Whether the exception, or one that it has with it, says a credential. */
  static boolean areIn(Throwable failure) {
    List<String> values = values();
    return !values.isEmpty()
        && areIn(failure, values, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean areIn(
      @Nullable Throwable failure, List<String> values, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return false;
    }
    String text = String.valueOf(failure);
    if (values.stream().anyMatch(text::contains) || areIn(failure.getCause(), values, seen)) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (areIn(suppressed, values, seen)) {
        return true;
      }
    }
    return false;
  }

  /** Longer ones first, since one may be the beginning of another. */
  private static List<String> values() {
    List<String> values = new ArrayList<>();
    for (Secret secret : NAMED) {
      String value = reveal(secret);
      if (value != null && value.length() >= SHORTEST) {
        values.add(value);
        values.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }
    values.sort((one, other) -> Integer.compare(other.length(), one.length()));
    return values;
  }

  private static @Nullable String reveal(Secret secret) {
    try {
      return secret.reveal();
    } catch (IOException | RuntimeException absent) {
      return null;
    }
  }
}
