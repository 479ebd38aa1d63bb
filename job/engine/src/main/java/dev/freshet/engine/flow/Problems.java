package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers what is wrong with one flow, so that it is reported together. */
final class Problems {
  private record Problem(int line, String sentence) {}

  private final List<Problem> found = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private @Nullable Throwable cause;

  /** Problems with this subject are reported with this line of the flow file. */
  void locate(String subject, int line) {
    lines.put(subject, line);
  }

  void add(String subject, String sentence) {
    add(lines.getOrDefault(subject, 0), subject, sentence);
  }

  void add(String subject, String doing, Throwable failure) {
    add(subject, doing + " failed with " + reason(failure));
    if (cause == null) {
      cause = failure;
    }
  }

  /**
   * @param line counted from 1; 0 where there is none
   */
  void add(int line, String subject, String sentence) {
    String place = line > 0 ? "line " + line + ", " : "";
    found.add(new Problem(line, place + subject + ": " + sentence));
  }

  int size() {
    return found.size();
  }

  void throwIfAny(String where) {
    if (!found.isEmpty()) {
      throw new FlowProblems(where, sentences(), cause);
    }
  }

  List<String> sentences() {
    return found.stream()
        .sorted(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()))
        .map(Problem::sentence)
        .distinct()
        .toList();
  }

  /**
   * What a person needs of an exception: its message, and its kind unless the message is enough.
   */
  static String reason(Throwable failure) {
    if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
      return "a static initializer that threw " + reason(failure.getCause());
    }
    if (failure instanceof UnsupportedClassVersionError) {
      return NewerJava.describe(failure);
    }
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : kind + ": " + message;
  }
}
