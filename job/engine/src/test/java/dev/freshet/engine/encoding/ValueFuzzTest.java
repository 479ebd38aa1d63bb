package dev.freshet.engine.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Any bytes where a row has its value: read as a row, or a clear error. */
class ValueFuzzTest {
  private static final List<Field> FIELDS = fields();

  private static List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      switch (kind) {
        case STRUCT, LIST, MAP -> {}
        case VECTOR -> fields.add(new Field("vector", new Type(kind, 3, List.of()), true));
        default -> fields.add(new Field(kind.name(), Type.of(kind), true));
      }
    }
    Field text = new Field("text", Type.of(Kind.TEXT), false);
    Field number = new Field("number", Type.of(Kind.LONG), true);
    Type struct = new Type(Kind.STRUCT, 0, List.of(text, number));
    fields.add(new Field("struct", struct, true));
    fields.add(new Field("any", new Type(Kind.VECTOR, 0, List.of()), true));
    fields.add(
        new Field("list", new Type(Kind.LIST, 0, List.of(new Field("e", struct, true))), true));
    fields.add(new Field("map", new Type(Kind.MAP, 0, List.of(text, number)), true));
    return fields;
  }

  /** The first byte says which field; the rest follows the name of its type. */
  @FuzzTest
  void anyBytesAreAValueOrRefused(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Field field = FIELDS.get((input[0] & 0xFF) % FIELDS.size());
    ValueCodec codec = new ValueCodec(List.of(field));
    byte[] absent = codec.encode(Arrays.asList((Object) null));
    byte[] bytes = Arrays.copyOf(absent, Long.BYTES + input.length - 1);
    System.arraycopy(input, 1, bytes, Long.BYTES, input.length - 1);
    Row row;
    try {
      row = codec.decode(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] again = codec.encode(row.values());
    Row same = Objects.requireNonNull(codec.decode(again));
    assertThat(codec.encode(same.values())).isEqualTo(again);
  }
}
