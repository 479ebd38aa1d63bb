package dev.freshet.engine.flow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A class that was compiled for a newer Java than this one. */
final class NewerJava {
  private static final Pattern WHAT = Pattern.compile("(\\S+) .*?class file version (\\d+)");
  private static final int VERSION_OF_JAVA_0 = 44;

  private NewerJava() {}

  /**
   * @param failure an {@link UnsupportedClassVersionError}
   */
  static String describe(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher what = WHAT.matcher(message);
    if (!what.find()) {
      return message;
    }
    int java = Integer.parseInt(what.group(2)) - VERSION_OF_JAVA_0;
    return what.group(1).replace('/', '.')
        + " is compiled for Java "
        + java
        + ", and this is Java "
        + Runtime.version().feature()
        + "; use a newer JDK, or compile it for this one";
  }
}
