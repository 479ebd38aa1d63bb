package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads command lines that are plainly right, and leaves all others, and whatever there is to say
 * about them, to picocli. Both read the same table.
 *
 * <p>Picocli alone would do; but its classes have the format of Java 5, which no class archive
 * takes and only the slow verifier checks, so that it costs a fifth of an update that finds nothing
 * to do.
 */
final class PlainArguments {
  private PlainArguments() {}

  static @Nullable Arguments read(String... line) {
    Command command = line.length == 0 ? null : Command.named(line[0]);
    if (command == null) {
      return null;
    }
    String flow = null;
    String text = null;
    Map<Option, List<String>> values = new EnumMap<>(Option.class);
    for (int i = 1; i < line.length; i++) {
      String word = line[i];
      if (!word.startsWith("-")) {
        if (flow == null) {
          flow = word;
        } else if (text == null && command.takesText()) {
          text = word;
        } else {
          return null;
        }
        continue;
      }
      int equals = word.indexOf('=');
      Option option = command.option(equals < 0 ? word : word.substring(0, equals));
      if (option == null
          || option.words() > 1
          || option == Option.HELP
          || option == Option.VERSION) {
        return null;
      }
      String value = equals < 0 ? "" : word.substring(equals + 1);
      if (option.isFlag() == (equals >= 0)) {
        if (option.isFlag() || ++i == line.length) {
          return null;
        }
        value = line[i];
      }
      if (!add(values, option, value)) {
        return null;
      }
    }
    Option required = command.required();
    boolean complete =
        command.takesFlow() == (flow != null)
            && command.takesText() == (text != null)
            && (required == null || values.containsKey(required));
    return complete ? new Arguments(command, flow, text, values) : null;
  }

  private static boolean add(Map<Option, List<String>> values, Option option, String value) {
    boolean valueIsPlain = option.isFlag() || !value.isBlank() && !value.startsWith("-");
    List<String> given = values.getOrDefault(option, new ArrayList<>());
    if (!valueIsPlain || !given.isEmpty() && !option.mayBeRepeated()) {
      return false;
    }
    given.add(value);
    values.put(option, given);
    return true;
  }
}
