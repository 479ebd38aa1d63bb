package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.nested;
import static dev.freshet.postgres.TrialTable.nullable;
import static dev.freshet.postgres.TrialTable.row;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values arrive as they were declared and are listed as they were declared, either way they go. */
final class ValuesIT {
  private static final Field[] ALL = {
    nullable("a_boolean", Kind.BOOLEAN),
    nullable("an_int", Kind.INT),
    nullable("a_long", Kind.LONG),
    nullable("a_float", Kind.FLOAT),
    nullable("a_double", Kind.DOUBLE),
    nullable("a_decimal", Kind.DECIMAL),
    nullable("a_text", Kind.TEXT),
    nullable("some_bytes", Kind.BYTES),
    nullable("an_instant", Kind.INSTANT),
    nullable("a_date", Kind.DATE),
    nullable("a_uuid", Kind.UUID)
  };

  private static final List<List<@Nullable Object>> ROWS =
      List.of(
          row("nulls", null, null, null, null, null, null, null, null, null, null, null),
          row(
              "plain",
              true,
              -7,
              7_000_000_000L,
              0.1f,
              0.1,
              new BigDecimal("12345.6700"),
              "text",
              new byte[] {0, 1, -1},
              Instant.parse("2026-11-23T10:20:30.123456Z"),
              LocalDate.of(2026, 11, 23),
              new UUID(1, 2)),
          row(
              "largest",
              true,
              Integer.MAX_VALUE,
              Long.MAX_VALUE,
              Float.MAX_VALUE,
              Double.MAX_VALUE,
              new BigDecimal("9".repeat(400) + "." + "9".repeat(399)),
              "\uD83D\uDE00\u0001\uFFFF",
              new byte[100_000],
              Instant.parse("+294276-12-31T00:00:00Z"),
              LocalDate.of(5_874_897, 12, 31),
              new UUID(-1, -1)),
          row(
              "smallest",
              false,
              Integer.MIN_VALUE,
              Long.MIN_VALUE,
              Float.MIN_VALUE,
              Double.MIN_VALUE,
              new BigDecimal("-0.00000000000012340"),
              "",
              new byte[0],
              Instant.parse("-4712-01-01T00:00:00Z"),
              LocalDate.of(-4712, 1, 1),
              new UUID(0, 0)),
          row(
              "odd",
              false,
              0,
              0L,
              -0.0f,
              Double.NaN,
              new BigDecimal("0.000"),
              "NULL",
              new byte[] {92, 120},
              Instant.parse("1969-12-31T23:59:59.999999Z"),
              LocalDate.of(0, 2, 29),
              new UUID(0, 1)),
          row(
              "infinite",
              false,
              0,
              0L,
              Float.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY,
              new BigDecimal("10000"),
              "{\"a\",'b',\\}\n",
              new byte[] {34},
              Instant.parse("-0043-03-15T12:00:00Z"),
              LocalDate.of(-43, 3, 15),
              new UUID(1, 1)));

  /** So many that they are copied. */
  private static List<List<@Nullable Object>> times(int copies, List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      for (List<@Nullable Object> row : rows) {
        List<@Nullable Object> copy = new ArrayList<>(row);
        copy.set(0, row.get(0) + " " + i);
        all.add(copy);
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void simpleOnes(int copies) throws Exception {
    TrialTable table = TrialTable.of(ALL).created();
    List<List<@Nullable Object>> rows = times(copies, ROWS);
    assertThat(table.write(rows)).isEmpty();
    table.expectListed(rows);
    assertThat(table.rows("a_decimal, an_instant, a_date, a_uuid").subList(0, 1))
        .containsExactly(
            "-0.00000000000012340|4713-01-01 00:00:00+00 BC|4713-01-01 BC|00000000-0000-0000-0000-000000000000");
    table.drop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 300})
  void nestedOnes(int copies) throws Exception {
    Field element = field("element", Kind.TEXT);
    Field size = field("size", Kind.DOUBLE);
    Field number = nullable("number", Kind.DECIMAL);
    Field words = nested("words", Kind.LIST, element);
    Field part = nested("part", Kind.STRUCT, size, number);
    Field times =
        nested("times", Kind.MAP, field("key", Kind.DATE), nullable("value", Kind.INSTANT));
    TrialTable table = TrialTable.of(words, part, times).created();
    Row one = new Row(List.of(size, number), Arrays.asList(Double.NaN, new BigDecimal("1.50")));
    Row two = new Row(List.of(size, number), Arrays.asList(-0.0, null));
    Instant nanos = Instant.parse("2026-11-23T10:20:30.123456789Z");
    List<List<@Nullable Object>> rows =
        times(
            copies,
            List.of(
                row("a", List.of("x", "\"\\\n\t é 😀", "\\u0000", ""), one, Map.of()),
                row("b", List.of(), two, Map.of(LocalDate.of(2026, 1, 2), nanos)),
                row("c", null, null, null)));
    assertThat(table.write(rows)).isEmpty();
    table.expectListed(rows);
    assertThat(table.columns()).contains("part|jsonb|f|f", "words|jsonb|f|f");
    table.drop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 300})
  void vectorsAsArrays(int copies) throws Exception {
    PostgresTable spec = Server.ONE.table(TrialTable.newName()).withVectors(VectorType.REAL_ARRAY);
    TrialTable table = TrialTable.of(spec, vector("embedding", 3)).created();
    List<List<@Nullable Object>> rows =
        times(copies, List.of(row("a", new float[] {0.1f, -2, 3e20f})));
    assertThat(table.write(rows)).isEmpty();
    table.expectListed(rows);
    assertThat(table.rows("embedding").get(0)).isEqualTo("{0.1,-2,3e+20}");
    table.drop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void asTextWhereTheSpecSaysSo(int copies) throws Exception {
    Map<String, String> types =
        Map.of(
            "an_instant", "text", "some_bytes", "text", "a_decimal", "text", "a_boolean", "text");
    TrialTable table = TrialTable.of(Server.ONE.table(TrialTable.newName()).withTypes(types), ALL);
    table.created();
    List<List<@Nullable Object>> rows = times(copies, ROWS);
    assertThat(table.write(rows)).isEmpty();
    table.expectListed(rows);
    table.drop();
  }

  @Test
  void instantsAreCutToMicroseconds() throws Exception {
    TrialTable table = TrialTable.of(field("at", Kind.INSTANT)).created();
    Instant nanos = Instant.parse("1960-11-23T10:20:30.123456789Z");
    table.write(row("few", nanos));
    table.write(IntStream.range(0, 300).mapToObj(i -> row("many " + i, nanos)).toList());
    assertThat(table.rows("DISTINCT at")).containsExactly("1960-11-23 10:20:30.123456+00");
    table.drop();
  }

  @Test
  void keysOfManyKinds() throws Exception {
    TrialTable table =
        TrialTable.of(field("value", Kind.INT))
            .withKey(
                field("number", Kind.LONG),
                field("when", Kind.INSTANT),
                field("id", Kind.UUID),
                field("part", Kind.BYTES),
                field("ratio", Kind.DOUBLE))
            .created();
    Instant now = Instant.parse("2026-11-23T10:20:30.123456Z");
    List<List<@Nullable Object>> rows =
        IntStream.range(0, 1000)
            .mapToObj(i -> row((long) i, now, new UUID(i, 0), new byte[] {(byte) i}, i / 7.0, i))
            .toList();
    assertThat(table.write(rows)).isEmpty();
    table.expectListed(rows);
    List<List<@Nullable Object>> gone =
        rows.subList(0, 999).stream().map(row -> row.subList(0, 5)).toList();
    TrialTable.mutate(table.call(List.of(), gone));
    assertThat(table.rows("value")).containsExactly("999");
    table.drop();
  }

  @Test
  void rowsThatAreAllKey() throws Exception {
    TrialTable table = TrialTable.of().created();
    table.write(row("a"), row("b"));
    table.write(row("b"), row("c"));
    assertThat(table.rows("key")).containsExactly("a", "b", "c");
    assertThat(table.listed()).hasSize(3);
    table.drop();
  }
}
