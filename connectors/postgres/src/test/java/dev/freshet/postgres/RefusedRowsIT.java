package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.nested;
import static dev.freshet.postgres.TrialTable.nullable;
import static dev.freshet.postgres.TrialTable.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.postgres.PostgresTable.TextIndex;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a table can never hold are set aside by themselves, with the column that cannot. */
final class RefusedRowsIT {

  /** Writes it among so many good rows, which must all arrive, and returns the one reason. */
  private static String reason(TrialTable table, int others, @Nullable Object good, Object bad)
      throws Exception {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    IntStream.range(0, others).forEach(i -> rows.add(row("good " + i, good)));
    rows.add(others / 2, row("bad", bad));
    List<String> reasons = table.write(rows);
    assertThat(table.rows("count(*)")).containsExactly(Integer.toString(others));
    assertThat(reasons).hasSize(1);
    return reasons.get(0);
  }

  private static void expectReason(
      Field column, String type, @Nullable Object good, Object bad, String reason)
      throws Exception {
    for (int others : new int[] {4, 1000}) {
      PostgresTable spec = Server.ONE.table(TrialTable.newName());
      TrialTable table =
          TrialTable.of(
              type.isEmpty() ? spec : spec.withTypes(Map.of(column.name(), type)), column);
      table.created();
      assertThat(reason(table, others, good, bad))
          .startsWith("row \"bad\": column \"" + column.name() + "\"")
          .contains(reason);
      table.drop();
    }
  }

  @Test
  void aNul() throws Exception {
    expectReason(
        field("body", Kind.TEXT), "", "good", "be\0ore", "cannot hold a NUL, found at character 2");
    Field list = nested("words", Kind.LIST, field("element", Kind.TEXT));
    expectReason(list, "", List.of("\\u0000"), List.of("a", "\\\0"), "cannot hold a NUL");
  }

  @Test
  void aNulInTheKey() throws Exception {
    TrialTable table = TrialTable.of().created();
    assertThat(table.write(row("a\0b"), row("c")))
        .containsExactly(
            "row \"a\\u0000b\": column \"key\" cannot hold a NUL, found at character 1");
    assertThat(table.delete("a\0b", "c")).isEmpty();
    assertThat(table.rows("key")).isEmpty();
    table.drop();
  }

  @Test
  void numbersOutOfRange() throws Exception {
    Field number = field("number", Kind.INT);
    expectReason(number, "smallint", 32_767, 32_768, "smallint out of range (22003)");
    Field large = field("large", Kind.LONG);
    expectReason(large, "integer", 1L, 1L << 31, "integer out of range (22003)");
    Field price = nullable("price", Kind.DECIMAL);
    String type = "numeric(5,2)";
    expectReason(price, type, new BigDecimal("999.990"), new BigDecimal("1000"), "numeric(5,2)");
    expectReason(price, type, new BigDecimal("-999.9"), new BigDecimal("0.001"), "0.001");
    expectReason(price, "", null, new BigDecimal("1E+131072"), "cannot hold a number of");
  }

  @Test
  void timesThatPostgresDoesNotHave() throws Exception {
    Field at = field("at", Kind.INSTANT);
    expectReason(at, "", Instant.EPOCH, Instant.MAX, "holds times from");
    Field day = field("day", Kind.DATE);
    expectReason(day, "", LocalDate.EPOCH, LocalDate.MIN, "holds dates from");
  }

  @Test
  void whatWouldBeOneRowThoughItIsTwo() throws Exception {
    TrialTable times = TrialTable.of().withKey(field("at", Kind.INSTANT)).created();
    assertThat(times.write(row(Instant.ofEpochSecond(1, 1)), row(Instant.ofEpochSecond(1, 1000))))
        .singleElement()
        .asString()
        .contains("column \"at\" is a key and holds whole microseconds");
    times.drop();
    TrialTable ratios = TrialTable.of().withKey(field("ratio", Kind.DOUBLE)).created();
    assertThat(ratios.write(row(0.0), row(-0.0))).hasSize(1);
    ratios.drop();
  }

  @Test
  void textsOfAnotherForm() throws Exception {
    expectReason(
        field("code", Kind.TEXT), "varchar(5)", "12345", "123456", "value too long for type");
    expectReason(field("net", Kind.TEXT), "inet", "10.0.0.1", "ten", "invalid input syntax");
    expectReason(field("json", Kind.TEXT), "jsonb", "{\"a\": 1}", "{a: 1}", "invalid input syntax");
  }

  @Test
  void oversizeValues() throws Exception {
    TrialTable table = TrialTable.of(nullable("body", Kind.BYTES)).created();
    assertThat(table.write(row("large", new byte[Column.MOST_BYTES + 1]), row("small", null)))
        .containsExactly(
            "row \"large\": column \"body\" takes at most 64000000 bytes, found 64000001");
    assertThat(table.rows("key")).containsExactly("small");
    table.drop();
  }

  @Test
  void oversizeRows() throws Exception {
    TrialTable table = TrialTable.of(field("one", Kind.BYTES), field("two", Kind.BYTES)).created();
    byte[] half = new byte[Column.MOST_BYTES / 2];
    assertThat(table.write(row("row", half, half), row("small", new byte[0], half)))
        .singleElement()
        .asString()
        .contains("its columns together take 64000")
        .endsWith("the largest is \"one\"");
    assertThat(table.rows("key, length(two)")).containsExactly("small|32000000");
    table.drop();
  }

  /** An entry of an index has a third of a page, compressed. */
  @ParameterizedTest
  @ValueSource(ints = {5, 2000})
  void oversizeKeys(int others) throws Exception {
    TrialTable table = TrialTable.of().created();
    byte[] noise = new byte[10_000];
    new Random(7).nextBytes(noise);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    IntStream.range(0, others).forEach(i -> rows.add(row("good " + i)));
    rows.add(row("noise " + Base64.getEncoder().encodeToString(noise)));
    rows.add(row("one letter " + "k".repeat(60_000)));
    assertThat(table.write(rows))
        .singleElement()
        .asString()
        .startsWith("row \"noise ")
        .endsWith("(54000); its largest value is in column \"key\"");
    assertThat(table.rows("count(*)")).containsExactly(Integer.toString(others + 1));
    table.drop();
  }

  @Test
  void aLongTextIsNoTroubleForATextIndex() throws Exception {
    PostgresTable spec = Server.ONE.table(TrialTable.newName());
    TrialTable table =
        TrialTable.of(
                spec.withTextIndexes(new TextIndex(List.of("body"), "simple")),
                field("body", Kind.TEXT))
            .created();
    table.loaded();
    StringBuilder words = new StringBuilder();
    IntStream.range(0, 400_000).forEach(i -> words.append(i).append(' '));
    assertThat(table.write(row("long", words.toString()))).isEmpty();
    table.drop();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 3000})
  void whatTheUsersConstraintsRefuse(int others) throws Exception {
    TrialTable table = TrialTable.of(field("number", Kind.INT)).created();
    Server.ONE.execute(
        "ALTER TABLE %s ADD CONSTRAINT small CHECK (number < 10)".formatted(table.spec().table()));
    String reason = reason(table, others, 1, 11);
    assertThat(reason).contains("violates check constraint \"small\" (23514)").contains("\"bad\"");
    table.drop();
  }

  @Test
  void manyAtOnceAreAllFound() throws Exception {
    TrialTable table =
        TrialTable.of(
                Server.ONE.table(TrialTable.newName()).withTypes(Map.of("number", "smallint")),
                field("number", Kind.INT))
            .created();
    List<List<@Nullable Object>> rows =
        IntStream.range(0, 2000).mapToObj(i -> row("row " + i, i % 100 == 7 ? 99_999 : i)).toList();
    assertThat(table.write(rows))
        .hasSize(20)
        .allSatisfy(reason -> assertThat(reason).contains("column \"number\""));
    assertThat(table.rows("count(*)")).containsExactly("1980");
    table.drop();
  }

  @Test
  void deletesThatOthersDependOn() throws Exception {
    TrialTable table = TrialTable.of().created();
    table.write(row("a"), row("b"));
    String child = table.spec().table() + "_child";
    Server.ONE.execute(
        "CREATE TABLE %s (a text REFERENCES %s); INSERT INTO %s VALUES ('a')"
            .formatted(child, table.spec().table(), child));
    assertThat(table.delete("a", "b"))
        .singleElement()
        .asString()
        .startsWith("row \"a\": ")
        .contains("(23503)");
    assertThat(table.rows("key")).containsExactly("a");
    Server.ONE.execute("DROP TABLE " + child);
    table.drop();
  }
}
