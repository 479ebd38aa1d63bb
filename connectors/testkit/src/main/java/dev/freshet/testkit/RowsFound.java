package dev.freshet.testkit;

import dev.freshet.api.Nullable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a real target was found to hold, compared with what it should. */
final class RowsFound<R extends Record> {
  private final RowCodec<R> codec;
  private final Map<ByteBuffer, R> found = new LinkedHashMap<>();

  /**
   * @param source names who found the rows, for messages
   */
  RowsFound(RowCodec<R> codec, @Nullable Collection<R> rows, String source) {
    this.codec = codec;
    if (rows == null) {
      throw Failure.of(source + " returned null; return no rows where there are none");
    }
    for (R row : rows) {
      if (found.put(key(row), row) != null) {
        throw Failure.of(
            "%s returned two rows with the key %s".formatted(source, describeKey(row)));
      }
    }
  }

  int size() {
    return found.size();
  }

  boolean isExactly(Collection<R> wanted) {
    return differences(wanted).isEmpty();
  }

  /**
   * @param after what was done
   */
  void expectExactly(Collection<R> wanted, String after) {
    List<String> differences = differences(wanted);
    if (!differences.isEmpty()) {
      throw Failure.of(
          "After %s, the target should hold %s, but it %s"
              .formatted(
                  after,
                  wanted.isEmpty() ? "nothing" : count(wanted) + " and nothing else",
                  String.join("; it ", differences)));
    }
  }

  private List<String> differences(Collection<R> wanted) {
    List<R> missing = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Map<ByteBuffer, R> extra = new LinkedHashMap<>(found);
    for (R row : wanted) {
      R there = extra.remove(key(row));
      if (there == null) {
        missing.add(row);
      } else if (!ByteBuffer.wrap(codec.value(row)).equals(ByteBuffer.wrap(codec.value(there)))) {
        others.add(
            "%s: wanted %s, found %s"
                .formatted(describeKey(row), Texts.quoted(row), Texts.quoted(there)));
      }
    }
    List<String> differences = new ArrayList<>();
    if (!missing.isEmpty()) {
      differences.add("lacks " + count(missing) + ": " + Texts.listed(missing, this::describeKey));
    }
    if (!extra.isEmpty()) {
      List<R> rows = List.copyOf(extra.values());
      differences.add(
          "holds "
              + count(rows)
              + " that should not be there: "
              + Texts.listed(rows, this::describeKey));
    }
    if (!others.isEmpty()) {
      differences.add("holds other values: " + Texts.listed(others, words -> words));
    }
    return differences;
  }

  private static String count(Collection<?> rows) {
    return rows.size() == 1 ? "1 row" : rows.size() + " rows";
  }

  private ByteBuffer key(R row) {
    return ByteBuffer.wrap(codec.key(row));
  }

  private String describeKey(R row) {
    return codec.describeKey(codec.key(row));
  }
}
