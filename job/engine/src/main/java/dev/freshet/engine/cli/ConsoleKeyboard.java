package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import java.io.Console;

/** The terminal that the process was started from, if it was. */
final class ConsoleKeyboard implements Terminal.Keyboard {
  @Override
  public boolean attended() {
    Console console = System.console();
    return console != null && isTerminal(console);
  }

  @Override
  public @Nullable String answer(String question) {
    Console console = System.console();
    return console == null ? null : console.readLine("%s", question);
  }

  /** From JDK 22 on there is a console without a terminal too. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
