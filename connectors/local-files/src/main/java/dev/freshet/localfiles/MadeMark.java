package dev.freshet.localfiles;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/**
 * The mark on directories that a target made, an extended attribute: only these are removed when
 * they are empty. Where a file system has no such attributes, every empty one is.
 */
final class MadeMark {
  private static final String NAME = "freshet.made";

  private MadeMark() {}

  /** Returns whether the file system can keep the mark. */
  static boolean put(Path path) {
    UserDefinedFileAttributeView attributes = attributes(path);
    if (attributes == null) {
      return false;
    }
    try {
      attributes.write(NAME, ByteBuffer.wrap("1".getBytes(StandardCharsets.US_ASCII)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isOn(Path path) throws IOException {
    UserDefinedFileAttributeView attributes = attributes(path);
    return attributes != null && attributes.list().contains(NAME);
  }

  private static @Nullable UserDefinedFileAttributeView attributes(Path path) {
    return Files.getFileAttributeView(
        path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
