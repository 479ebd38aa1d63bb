package dev.freshet.splittext;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names chunks of one text by what they say: 96 bits of SHA-256, and for a text that was there
 * before, which one it is.
 */
final class ChunkNames {
  private static final int BYTES = 12;

  private final Map<String, Integer> seen = new HashMap<>();

  String next(String text) {
    String hash = HexFormat.of().formatHex(sha256().digest(text.getBytes(UTF_8)), 0, BYTES);
    int times = seen.merge(hash, 1, Integer::sum);
    return times == 1 ? hash : hash + "-" + times;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}
