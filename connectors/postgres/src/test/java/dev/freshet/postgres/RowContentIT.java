package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every type of column as the content of an item. */
final class RowContentIT {
  private record Case(String type, String sql, Kind kind, @Nullable Object value) {}

  private static Case each(String type, String sql, Kind kind, @Nullable Object value) {
    return new Case(type, sql, kind, value);
  }

  private static final List<Case> CASES =
      List.of(
          each("boolean", "true", Kind.BOOLEAN, true),
          each("smallint", "-7", Kind.INT, -7),
          each("integer", "2147483647", Kind.INT, Integer.MAX_VALUE),
          each("serial", "5", Kind.INT, 5),
          each("bigserial", "5", Kind.LONG, 5L),
          each("bigint", "9223372036854775807", Kind.LONG, Long.MAX_VALUE),
          each("real", "0.1", Kind.FLOAT, 0.1f),
          each("double precision", "'-Infinity'", Kind.DOUBLE, Double.NEGATIVE_INFINITY),
          each("double precision", "0.1", Kind.DOUBLE, 0.1),
          each("numeric", "1.50", Kind.DECIMAL, new BigDecimal("1.50")),
          each("numeric(20,2)", "1e10", Kind.DECIMAL, new BigDecimal("10000000000.00")),
          each("text", "E'grüße\\n\"日本\"'", Kind.TEXT, "grüße\n\"日本\""),
          each("varchar(9)", "''", Kind.TEXT, ""),
          each("bytea", "'\\x00ff'", Kind.BYTES, new byte[] {0, -1}),
          each(
              "timestamptz",
              "'2024-02-29 12:00:00.000001+02'",
              Kind.INSTANT,
              Instant.parse("2024-02-29T10:00:00.000001Z")),
          each(
              "timestamptz",
              "'0044-03-15 12:00:00+00 BC'",
              Kind.INSTANT,
              Instant.parse("-0043-03-15T12:00:00Z")),
          each(
              "timestamp",
              "'2024-02-29 12:00:00'",
              Kind.INSTANT,
              Instant.parse("2024-02-29T12:00:00Z")),
          each("date", "'1969-12-31'", Kind.DATE, LocalDate.of(1969, 12, 31)),
          each(
              "uuid",
              "'0b5c8a1e-9d3f-4e55-8a57-6c1d0f2b3a49'",
              Kind.UUID,
              UUID.fromString("0b5c8a1e-9d3f-4e55-8a57-6c1d0f2b3a49")),
          each("json", "'{\"b\": 1,  \"a\":[]}'", Kind.TEXT, "{\"b\": 1,  \"a\":[]}"),
          each("jsonb", "'{\"bb\":1,\"a\":[]}'", Kind.TEXT, "{\"a\": [], \"bb\": 1}"),
          each("time", "'12:30'", Kind.TEXT, "12:30:00"),
          each("interval", "'1 day 2 hours'", Kind.TEXT, "P1DT2H"),
          each("inet", "'10.0.0.0/8'", Kind.TEXT, "10.0.0.0/8"),
          each("int4range", "'[1,5)'", Kind.TEXT, "[1,5)"),
          each("\"Mood\"", "'so so'", Kind.TEXT, "so so"),
          each("positive", "3", Kind.INT, 3),
          each("real[]", "'{1,-0,1e10}'", Kind.VECTOR, new float[] {1, -0f, 1e10f}),
          each("int[]", "'{1,NULL,3}'", Kind.LIST, Arrays.asList(1, null, 3)),
          each("bigint[]", "'{}'", Kind.LIST, List.of()),
          each("text[]", "ARRAY['a,b', '\"', NULL]", Kind.LIST, Arrays.asList("a,b", "\"", null)),
          each("\"Mood\"[]", "'{\"so so\"}'", Kind.LIST, List.of("so so")),
          each("double precision[]", "'{NaN,0.1}'", Kind.LIST, List.of(Double.NaN, 0.1)),
          each("numeric[]", "'{1.50}'", Kind.LIST, List.of(new BigDecimal("1.50"))),
          each("boolean[]", "'{t,f}'", Kind.LIST, List.of(true, false)),
          each("bytea[]", "ARRAY['\\x01'::bytea]", Kind.LIST, List.of("\\x01")),
          each("date[]", "'{2024-02-29}'", Kind.LIST, List.of(LocalDate.of(2024, 2, 29))),
          each(
              "timestamptz[]",
              "'{2024-02-29 12:00:00.5+00}'",
              Kind.LIST,
              List.of(Instant.parse("2024-02-29T12:00:00.5Z"))),
          each(
              "timestamp[]",
              "'{2024-02-29 12:00:00}'",
              Kind.LIST,
              List.of(Instant.parse("2024-02-29T12:00:00Z"))));

  @Test
  void valuesKeepTheirKindAndAreNullWhereTheyAre() throws Exception {
    Server.ONE.execute("CREATE TYPE \"Mood\" AS ENUM ('so so')");
    Server.ONE.execute("CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
    for (Case each : CASES) {
      TrialRows rows = TrialRows.table("id int PRIMARY KEY, v " + each.type());
      rows.execute("ALTER TABLE TABLENAME ALTER COLUMN v DROP NOT NULL");
      rows.insert("1, " + each.sql());
      rows.insert("2, NULL");
      Row row = rows.row("1");
      Field field = row.fields().get(1);
      assertThat(field.type().kind()).as(each.type()).isEqualTo(each.kind());
      assertThat(row.get("v")).as(each.type()).isEqualTo(each.value());
      assertThat(rows.row("2").get("v")).as("null of " + each.type()).isNull();
    }
  }

  @Test
  void aValueThatARowCannotHoldFailsItsItemAlone() throws Exception {
    for (List<String> each :
        List.of(
            List.of("timestamptz", "'infinity'", "Infinity"),
            List.of("date", "'-infinity'", "-Infinity"),
            List.of("numeric", "'NaN'", "NaN"),
            List.of("int[]", "'{{1,2},{3,4}}'", "several dimensions"),
            List.of("real[]", "'{1,NULL}'", "a vector with a null"))) {
      TrialRows rows = TrialRows.table("id int PRIMARY KEY, v " + each.get(0), "1, NULL");
      rows.insert("2, " + each.get(1));
      assertThat(rows.listed()).containsOnlyKeys("1", "2");
      assertThat(rows.read("1", "2").get("1").failure()).isNull();
      assertThat(rows.read("1", "2").get("2").failure())
          .as(each.get(0))
          .hasMessageStartingWith("column \"v\" of type ")
          .hasMessageContaining(each.get(2));
    }
  }

  @Test
  void whatTheTargetWroteIsReadBack() throws Exception {
    TrialTable table =
        TrialTable.of(
                TrialTable.field("body", Kind.TEXT),
                TrialTable.field("at", Kind.INSTANT),
                TrialTable.nullable("price", Kind.DECIMAL))
            .created();
    Instant at = Instant.parse("2024-02-29T12:00:00.000001Z");
    table.write(TrialTable.row("a", "text", at, new BigDecimal("1.50")));
    TrialRows rows =
        new TrialRows(
            PostgresRows.ofTable(Server.ONE.url(), table.spec().table(), "key")
                .withLogin("postgres", null),
            table.deadline());
    assertThat(rows.row("a").values()).containsExactly("a", "text", at, new BigDecimal("1.50"));
    table.drop();
  }
}
