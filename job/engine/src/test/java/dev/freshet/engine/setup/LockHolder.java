package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.Path;

/** A process that takes a flow, says its fence number, and keeps it until its input ends. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (RunLock lock = StateDirectory.of(Path.of(arguments[0]), "pages").lock("update")) {
      System.out.println("held " + lock.fence().number());
      int unused = System.in.read();
    } catch (LockedException refused) {
      System.out.println("refused " + refused.getMessage());
    }
  }
}
