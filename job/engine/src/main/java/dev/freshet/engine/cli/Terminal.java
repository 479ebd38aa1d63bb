package dev.freshet.engine.cli;

import dev.freshet.api.Nullable;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a person reads, and may answer.
 *
 * @param quiet whether errors alone are wanted
 */
record Terminal(PrintStream out, PrintStream err, Keyboard keyboard, boolean quiet) {

  /** Who answers questions. */
  interface Keyboard {
    Keyboard NOBODY =
        new Keyboard() {
          @Override
          public boolean attended() {
            return false;
          }

          @Override
          public @Nullable String answer(String question) {
            return null;
          }
        };

    /** Whether somebody is there, at a screen. */
    boolean attended();

    /** What was typed in answer; null if there is no more input. */
    @Nullable
    String answer(String question);
  }

  static Terminal ofProcess() {
    return new Terminal(System.out, System.err, new ConsoleKeyboard(), false);
  }

  Terminal quiet(boolean newQuiet) {
    return new Terminal(out, err, keyboard, newQuiet);
  }

  void say(String line) {
    if (!quiet) {
      out.println(Printable.text(line));
    }
  }

  void error(String line) {
    err.println(Printable.text(line));
  }

  boolean agrees(String question) {
    out.flush();
    String answer = keyboard.answer(question + " [y/N] ");
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
