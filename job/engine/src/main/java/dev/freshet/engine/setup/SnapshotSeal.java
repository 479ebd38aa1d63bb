package dev.freshet.engine.setup;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How a snapshot shows that it is whole. The engine has no checksum over what it writes itself, so
 * {@code _metadata} ends with {@code FRSH}, {@code M}, a version byte, and the fingerprint of all
 * bytes before these; and each file with state, whose name stands in {@code _metadata}, has the
 * CRC-32C of its bytes in that name, as 8 hexadecimal digits after the last {@code ~}.
 */
public final class SnapshotSeal {
  private static final byte[] MARK = {'F', 'R', 'S', 'H', 'M', 1};
  private static final int LENGTH = MARK.length + 16;
  private static final int BUFFER = 1 << 16;
  private static final Pattern SEALED = Pattern.compile("[0-9a-f-]{36}~[0-9a-f]{8}");
  private static final Pattern PLACED =
      Pattern.compile("file:(/[^\\x00-\\x1f]*?/[0-9a-f-]{36}~[0-9a-f]{8})");

  private SnapshotSeal() {}

  /** What follows this content of a {@code _metadata}. */
  public static byte[] of(byte[] metadata) {
    BinaryWriter out = new BinaryWriter(LENGTH).putRaw(MARK);
    Fingerprint.of(metadata).write(out);
    return out.toByteArray();
  }

  /** The name of a file whose content has this checksum. */
  public static String sealed(String name, CRC32C checksum) {
    return "%s~%08x".formatted(name, checksum.getValue());
  }

  /**
   * @param snapshot the directory of a complete one
   * @param all the directory of all snapshots, of which it may name files
   * @throws StateException if it is not what was written
   */
  static void check(Path snapshot, Path all) throws IOException {
    String metadata = checkMetadata(snapshot.resolve(SnapshotWalk.METADATA));
    Map<String, Path> files = files(all);
    Matcher names = SEALED.matcher(metadata);
    while (names.find()) {
      Path file = files.get(names.group());
      if (file == null) {
        throw damaged(snapshot, "its file " + names.group() + " is not there");
      }
      checkFile(file);
    }
    checkPlaces(snapshot, metadata);
  }

  /** The engine looks for files that several snapshots share where they were written. */
  private static void checkPlaces(Path snapshot, String metadata) throws StateException {
    Matcher places = PLACED.matcher(metadata);
    while (places.find()) {
      byte[] path = places.group(1).getBytes(StandardCharsets.ISO_8859_1);
      Path place = Path.of(new String(path, StandardCharsets.UTF_8));
      if (Files.notExists(place)) {
        throw new StateException(
            "The snapshot %s names its files by where they were written, such as %s, and they are not there any more, as after the state directory was moved: move it back, or make a link there that leads to it."
                .formatted(snapshot, place));
      }
    }
  }

  /** Returns what is in it, a character a byte. */
  static String checkMetadata(Path metadata) throws IOException {
    byte[] bytes = Files.readAllBytes(metadata);
    int end = bytes.length - LENGTH;
    if (end < 0 || !Arrays.equals(bytes, end, end + MARK.length, MARK, 0, MARK.length)) {
      throw damaged(metadata, "it does not end as one does");
    }
    BinaryReader seal =
        new BinaryReader(Arrays.copyOfRange(bytes, end + MARK.length, bytes.length));
    if (!Fingerprint.of(Arrays.copyOf(bytes, end)).equals(Fingerprint.read(seal))) {
      throw damaged(metadata, "its checksum does not match");
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static void checkFile(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
      }
    }
    String name = file.getFileName().toString();
    if (!sealed(name.substring(0, name.lastIndexOf('~')), checksum).equals(name)) {
      throw damaged(file, "its checksum does not match");
    }
  }

  private static Map<String, Path> files(Path all) throws IOException {
    Map<String, Path> files = new HashMap<>();
    Files.walkFileTree(
        all,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(String.valueOf(file.getFileName()), file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return files;
  }

  private static StateException damaged(Path file, String found) {
    return Unreadable.damaged(file, "snapshot", found, Unreadable.RESTORE, null);
  }
}
