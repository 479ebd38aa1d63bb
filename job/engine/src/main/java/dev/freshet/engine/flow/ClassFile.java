package dev.freshet.engine.flow;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a class file says, apart from line numbers, local variables' ranges and the name of its
 * source, which depend on comments and layout. Format: The Java Virtual Machine Specification,
 * chapter 4.
 */
final class ClassFile {
  private static final Set<String> DEBUG =
      Set.of(
          "LineNumberTable",
          "LocalVariableTable",
          "LocalVariableTypeTable",
          "SourceFile",
          "SourceDebugExtension");
  private static final Pattern DESCRIBED = Pattern.compile("L([\\p{L}\\p{N}_$/-]+)(?=[;<])");
  private static final int MAGIC = 0xCAFEBABE;

  private final BinaryReader in;
  private final BinaryWriter kept;
  private final Set<String> references = new TreeSet<>();
  private String[] texts = {};

  private ClassFile(byte[] bytes) {
    in = new BinaryReader(bytes);
    kept = new BinaryWriter(bytes.length);
  }

  /**
   * @throws IllegalArgumentException if it is not a class file
   */
  static ClassFile of(byte[] bytes) {
    ClassFile file = new ClassFile(bytes);
    file.read();
    return file;
  }

  /** Of everything but the debug attributes. */
  Fingerprint fingerprint() {
    return Fingerprint.of(kept);
  }

  /** The names, as in {@code a.b.C$D}, of the classes it refers to; perhaps some it does not. */
  Set<String> references() {
    return references;
  }

  private void read() {
    if (in.getInt() != MAGIC) {
      throw in.malformed("not a class file");
    }
    keep(2 * Short.BYTES);
    constants();
    keep(3 * Short.BYTES);
    keep(keepShort() * Short.BYTES);
    members();
    members();
    attributes();
    in.expectEnd();
  }

  private void constants() {
    int count = keepShort();
    texts = new String[count];
    List<Integer> classNames = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = in.getByte();
      kept.putByte(tag);
      switch (tag) {
        case 1 -> texts[i] = text();
        case 3, 4, 9, 10, 11, 12, 17, 18 -> keep(4);
        case 5, 6 -> {
          keep(8);
          i++;
        }
        case 7 -> classNames.add(keepShort());
        case 8, 16, 19, 20 -> keep(2);
        case 15 -> keep(3);
        default -> throw in.malformed("a constant of unknown kind " + tag);
      }
    }
    classNames.forEach(index -> refer(texts[index]));
  }

  private String text() {
    byte[] bytes = keep(keepShort());
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(';') > 0) {
      Matcher described = DESCRIBED.matcher(text);
      while (described.find()) {
        refer(described.group(1));
      }
    }
    return text;
  }

  private void refer(String internalName) {
    if (!internalName.startsWith("[")) {
      references.add(internalName.replace('/', '.'));
    }
  }

  private void members() {
    int count = keepShort();
    for (int i = 0; i < count; i++) {
      keep(3 * Short.BYTES);
      attributes();
    }
  }

  private void attributes() {
    int count = keepShort();
    for (int i = 0; i < count; i++) {
      attribute();
    }
  }

  private void attribute() {
    int name = getShort();
    int length = in.getInt();
    if (DEBUG.contains(texts[name])) {
      in.getRaw(length);
      return;
    }
    keepShort(name);
    if (!"Code".equals(texts[name])) {
      kept.putInt(length);
      keep(length);
      return;
    }
    keep(2 * Short.BYTES);
    int codeLength = in.getInt();
    kept.putInt(codeLength);
    keep(codeLength);
    keep(keepShort() * 4 * Short.BYTES);
    attributes();
  }

  private byte[] keep(int length) {
    byte[] bytes = in.getRaw(length);
    kept.putRaw(bytes);
    return bytes;
  }

  private int keepShort() {
    return keepShort(getShort());
  }

  private int keepShort(int value) {
    kept.putByte(value >>> 8).putByte(value);
    return value;
  }

  private int getShort() {
    return in.getByte() << 8 | in.getByte();
  }
}
