package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flow.Quantities;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A command line that was understood.
 *
 * @param flow a file or class, null where the command takes none
 * @param text what follows the flow, null where the command takes none
 * @param values of the options given, a flag's being empty
 */
record Arguments(
    Command command,
    @Nullable String flow,
    @Nullable String text,
    Map<Option, List<String>> values) {
  /** Flink cuts keyed state into this many parts at most. */
  private static final int MOST_PARALLEL = 512;

  Arguments {
    EnumMap<Option, List<String>> copy = new EnumMap<>(Option.class);
    copy.putAll(values);
    values = copy;
  }

  boolean has(Option option) {
    return values.containsKey(option);
  }

  /** The value given, or else the standard one; null if there is neither. */
  @Nullable
  String value(Option option) {
    List<String> given = values.get(option);
    if (given != null) {
      return given.get(given.size() - 1);
    }
    return option.standard().isEmpty() ? null : option.standard();
  }

  List<String> all(Option option) {
    return values.getOrDefault(option, List.of());
  }

  String flowName() {
    return Objects.requireNonNull(flow, "this command takes no flow");
  }

  @Nullable
  Path path(Option option) throws RunFailure {
    String value = value(option);
    return value == null ? null : path(option, value);
  }

  static Path path(Option option, String value) throws RunFailure {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw wrong(option, "a path", value);
    }
  }

  int parallelism(int standard) throws RunFailure {
    String value = value(Option.PARALLELISM);
    if (value == null) {
      return Math.min(MOST_PARALLEL, standard);
    }
    if (!value.matches("[1-9][0-9]{0,2}") || Integer.parseInt(value) > MOST_PARALLEL) {
      throw wrong(Option.PARALLELISM, "a number from 1 to " + MOST_PARALLEL, value);
    }
    return Integer.parseInt(value);
  }

  Duration giveUpAfter() throws RunFailure {
    String value = Objects.requireNonNull(value(Option.GIVE_UP_AFTER));
    Duration duration = Quantities.duration(value);
    if (duration == null || duration.isNegative()) {
      throw wrong(Option.GIVE_UP_AFTER, "a duration such as 30s or 5m", value);
    }
    return duration;
  }

  long memoMaxBytes() throws RunFailure {
    String value = Objects.requireNonNull(value(Option.MEMO_MAX_BYTES));
    Long size = Quantities.size(value);
    if (size == null || size < 0) {
      throw wrong(Option.MEMO_MAX_BYTES, "a size such as 500MB or 1GiB", value);
    }
    return size;
  }

  int limit() throws RunFailure {
    String value = Objects.requireNonNull(value(Option.LIMIT));
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw wrong(Option.LIMIT, "a number from 1 to 9999", value);
    }
    return Integer.parseInt(value);
  }

  /** What {@code --set} says. */
  Map<String, String> settings() throws RunFailure {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String entry : all(Option.SET)) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw wrong(Option.SET, "key=value", entry);
      }
      settings.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
    }
    return settings;
  }

  private static RunFailure wrong(Option option, String wanted, String found) {
    return new RunFailure(
        RunFailure.WRONG,
        option.optionName() + ": expected " + wanted + ", found \"" + found + "\"",
        null);
  }
}
