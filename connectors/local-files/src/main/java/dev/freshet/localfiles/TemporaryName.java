package dev.freshet.localfiles;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names that {@code local-directory} writes files under before they get their own. A file has
 * the same one every time, so that repeating an interrupted batch leaves none behind.
 */
final class TemporaryName {
  static final String PREFIX = ".freshet-tmp-";
  private static final int BYTES = 16;

  private final MessageDigest digest;

  TemporaryName() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String of(String fileName) {
    byte[] hash = digest.digest(fileName.getBytes(StandardCharsets.UTF_8));
    return PREFIX + HexFormat.of().formatHex(hash, 0, BYTES);
  }
}
