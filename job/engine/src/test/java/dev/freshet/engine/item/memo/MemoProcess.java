package dev.freshet.engine.item.memo;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Another process with a store: puts entries, says so, and dies at the end of its input. */
final class MemoProcess {
  private MemoProcess() {}

  static Process start(Path parent, int entries) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MemoProcess.class.getName(),
                parent.toString(),
                String.valueOf(entries)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static Fingerprint key(int number) {
    return new Fingerprint(number, ~number);
  }

  static byte[] result(int number) {
    return ("result " + number).getBytes(StandardCharsets.UTF_8);
  }

  public static void main(String[] arguments) throws IOException {
    @SuppressWarnings("resource")
    MemoStore store = RocksDbMemoStore.open(Path.of(arguments[0]), 16 << 20);
    for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
      store.put(Map.of(key(number), result(number)));
    }
    System.out.write('!');
    System.out.flush();
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(1);
  }
}
