package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.util.List;

/**
 * What is wrong with a flow, all of it, each as one clear sentence. The message is ready to print.
 */
public final class FlowProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  FlowProblems(String where, List<String> problems, @Nullable Throwable cause) {
    super(message(where, problems), cause);
    this.problems = List.copyOf(problems);
  }

  FlowProblems(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.problems = List.of(sentence);
  }

  FlowProblems(String sentence) {
    this(sentence, null);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  public List<String> problems() {
    return problems;
  }

  private static String message(String where, List<String> problems) {
    if (problems.size() == 1) {
      return where + ": " + problems.get(0);
    }
    return where + " has " + problems.size() + " problems:\n  " + String.join("\n  ", problems);
  }
}
