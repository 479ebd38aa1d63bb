package dev.freshet.testkit;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.engine.encoding.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Compares the content of an item, bytes, a row or a record, with what was put there. */
final class ReadContent {
  private ReadContent() {}

  static void expect(ItemContent read, Object wanted) {
    String key = Texts.quoted(read.key());
    if (read.failure() != null) {
      throw Failure.of("read of %s failed with %s".formatted(key, read.failure()), read.failure());
    }
    Object found = read.content();
    if (!areEqual(wanted, found)) {
      throw Failure.of(
          "read of %s: wanted %s, found %s".formatted(key, words(wanted), words(found)));
    }
  }

  private static boolean areEqual(Object wanted, @Nullable Object found) {
    if (wanted instanceof byte[] bytes) {
      return found instanceof byte[] other && Arrays.equals(bytes, other);
    }
    return wanted instanceof Record one
        && found instanceof Record other
        && asRow(one).equals(asRow(other));
  }

  private static Row asRow(Record content) {
    return content instanceof Row row ? row : ofRecord(content);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Record> Row ofRecord(T content) {
    RecordType<T> type = RecordType.of((Class<T>) content.getClass());
    return new Row(type.fields(), type.values(content));
  }

  private static String words(@Nullable Object content) {
    return content instanceof byte[] bytes
        ? bytes.length + " bytes " + Texts.quoted(new String(bytes, StandardCharsets.UTF_8))
        : Texts.quoted(content);
  }
}
