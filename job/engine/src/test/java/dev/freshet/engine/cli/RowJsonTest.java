package dev.freshet.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowJsonTest {
  @Test
  void writesEveryKindOfValue() {
    Row inner = row("x", 1L);
    Row row =
        row(
            "text",
            "a \"b\"",
            "none",
            null,
            "flag",
            true,
            "price",
            new BigDecimal("1.50"),
            "share",
            0.1f,
            "ratio",
            Double.NaN,
            "bytes",
            new byte[] {1, 2, 3},
            "vector",
            new float[] {0.5f, -1f},
            "at",
            Instant.EPOCH,
            "inner",
            inner,
            "list",
            List.of(inner, inner),
            "map",
            Map.of(7L, "seven"));

    assertThat(RowJson.of(row).toString())
        .isEqualTo(
            "{\"text\":\"a \\\"b\\\"\",\"none\":null,\"flag\":true,\"price\":1.50,\"share\":0.1,"
                + "\"ratio\":\"NaN\",\"bytes\":\"AQID\",\"vector\":[0.5,-1.0],"
                + "\"at\":\"1970-01-01T00:00:00Z\",\"inner\":{\"x\":1},"
                + "\"list\":[{\"x\":1},{\"x\":1}],\"map\":{\"7\":\"seven\"}}");
  }

  private static Row row(Object... namesAndValues) {
    List<Field> fields = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field((String) namesAndValues[i], Type.of(Kind.TEXT), true));
      values.add(namesAndValues[i + 1]);
    }
    return new Row(fields, values);
  }
}
