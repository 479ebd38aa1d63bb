package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The frame of a binary file of the state directory: {@code FRSH}, kind, version, length of the
 * content (4 bytes, big endian), content, and the fingerprint of all bytes before it.
 *
 * @param name what the file is, for messages
 * @param kind one byte that no other format has
 * @param version the only one that is written, and the highest that is read
 * @param remedy what a person does about a file that cannot be read
 */
record BinaryFormat(String name, char kind, int version, String remedy) {
  private static final byte[] MAGIC = {'F', 'R', 'S', 'H'};
  private static final int HEADER = 10;
  private static final int CHECKSUM = 16;

  byte[] encode(BinaryWriter content) {
    BinaryWriter out = new BinaryWriter(HEADER + content.size() + CHECKSUM);
    out.putRaw(MAGIC).putByte(kind).putByte(version).putInt(content.size());
    out.putRaw(content.toByteArray());
    Fingerprint.of(out).write(out);
    return out.toByteArray();
  }

  <T> T decode(Path file, byte[] bytes, Function<BinaryReader, T> content) throws StateException {
    if (bytes.length < HEADER + CHECKSUM) {
      throw damaged(file, "it has " + bytes.length + " bytes", null);
    }
    if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || bytes[MAGIC.length] != kind) {
      throw damaged(file, "it does not begin as Freshet writes it", null);
    }
    int found = bytes[MAGIC.length + 1] & 0xFF;
    if (found > version) {
      throw Unreadable.newer(file, name, found, version);
    }
    int checked = bytes.length - CHECKSUM;
    BinaryReader checksum = new BinaryReader(Arrays.copyOfRange(bytes, checked, bytes.length));
    if (!Fingerprint.of(Arrays.copyOf(bytes, checked)).equals(Fingerprint.read(checksum))) {
      throw damaged(file, "its checksum does not match", null);
    }
    try {
      BinaryReader reader = new BinaryReader(Arrays.copyOfRange(bytes, HEADER, checked));
      T value = content.apply(reader);
      reader.expectEnd();
      return value;
    } catch (IllegalArgumentException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private StateException damaged(Path file, String found, @Nullable Throwable cause) {
    return Unreadable.damaged(file, name, found, remedy, cause);
  }
}
