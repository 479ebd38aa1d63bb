package dev.freshet.engine.item;

import dev.freshet.api.Item;
import dev.freshet.api.Row;
import dev.freshet.engine.encoding.RecordType;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** An item with content that was read: bytes, or a row. */
record ContentItem(String key, Object content) implements Item {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  @Override
  public byte[] bytes() {
    if (content instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException(
        "\"" + key + "\" is a row and has no bytes; use as(YourRecord.class)");
  }

  @Override
  public String text() {
    ByteBuffer in = ByteBuffer.wrap(bytes());
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    try {
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw new IllegalStateException(
          "\"" + key + "\" is not UTF-8: the byte at offset " + in.position() + " is malformed", e);
    }
    out.flip();
    if (out.hasRemaining() && out.charAt(0) == BYTE_ORDER_MARK) {
      out.get();
    }
    return out.toString();
  }

  @Override
  public <T extends Record> T as(Class<T> type) {
    if (content instanceof Row row) {
      if (type == Row.class) {
        return type.cast(row);
      }
      return RecordType.of(type).create(row);
    }
    throw new IllegalStateException(
        "\""
            + key
            + "\" is "
            + ((byte[]) content).length
            + " bytes and no row; use bytes() or text()");
  }
}
