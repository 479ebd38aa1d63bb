package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;

/** Says what went wrong, and whether it is the system as a whole that is away. */
final class Failures {
  private static final int DEEPEST = 20;
  private static final List<Class<? extends IOException>> AWAY =
      List.of(
          ConnectException.class,
          NoRouteToHostException.class,
          SocketException.class,
          SocketTimeoutException.class,
          UnknownHostException.class);

  private Failures() {}

  /** What to throw for a failure while doing this; {@link Unavailable} itself is thrown. */
  static IOException of(String doing, IOException failure) throws Unavailable {
    if (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException)) {
      return failure;
    }
    if (isAway(failure) || isFull(failure)) {
      throw new Unavailable(doing + ": " + reason(failure), failure);
    }
    return new IOException(doing + ": " + reason(failure), failure);
  }

  /** The classes of clients are those of a plugin, but these ones are the JDK's. */
  static boolean isAway(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
      Throwable cause = at;
      if (AWAY.stream().anyMatch(type -> type.isInstance(cause))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFull(IOException failure) {
    String message = failure.getMessage();
    return message != null && message.contains("No space left on device");
  }

  static String reason(Throwable failure) {
    if (failure instanceof java.nio.file.AccessDeniedException) {
      return "permission denied (" + failure.getMessage() + ")";
    }
    @Nullable String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }
}
