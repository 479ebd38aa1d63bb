package dev.freshet.engine.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordTypeTest {
  enum Color {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "grass";
      }
    }
  }

  private record Meta(List<String> tags, @Nullable Color color) {}

  record Page(
      @Key String filename,
      @Key short part,
      byte level,
      char mark,
      Meta meta,
      Map<Color, Integer> counts,
      List<@Nullable Meta> others,
      @Dimensions(2) float[] embedding,
      byte @Nullable [] raw) {}

  private static final RecordType<Page> PAGES = RecordType.of(Page.class);

  private static Page page() {
    return new Page(
        "a.md",
        (short) -3,
        (byte) 7,
        'x',
        new Meta(List.of("t", "u"), Color.GREEN),
        Map.of(Color.RED, 4),
        Arrays.asList(null, new Meta(List.of(), null)),
        new float[] {1, 2},
        null);
  }

  @Test
  void separatesTheKeyFromTheValue() {
    assertThat(PAGES.schema().key()).extracting(Field::name).containsExactly("filename", "part");
    assertThat(PAGES.schema().value())
        .extracting(Field::name)
        .containsExactly("level", "mark", "meta", "counts", "others", "embedding", "raw");
    assertThat(PAGES.fields())
        .extracting(Field::nullable)
        .containsExactly(false, false, false, false, false, false, false, false, true);
    assertThat(PAGES.fields().get(7).type()).isEqualTo(new Type(Kind.VECTOR, 2, List.of()));
  }

  @Test
  void showsValuesAsTheirKindsSay() {
    List<@Nullable Object> values = PAGES.values(page());

    Type meta = PAGES.fields().get(4).type();
    assertThat(values.subList(0, 4)).containsExactly("a.md", -3, 7, "x");
    assertThat(values.get(4))
        .isEqualTo(new Row(meta.fields(), List.of(List.of("t", "u"), "GREEN")));
    assertThat(values.get(5)).isEqualTo(Map.of("RED", 4));
    assertThat((List<?>) values.get(6)).hasSize(2).first().isNull();
    assertThat(values.get(8)).isNull();
  }

  @Test
  void comesBackFromItsRow() {
    Row row = new Row(PAGES.fields(), PAGES.values(page()));

    Page back = PAGES.create(row);

    assertThat(back).usingRecursiveComparison().isEqualTo(page());
  }

  @Test
  void bindsByNameAndIgnoresOtherFields() {
    record Wide(int b, String extra, String a) {}
    record Narrow(String a, @Nullable String absent, int b) {}
    RecordType<Wide> wide = RecordType.of(Wide.class);

    Row row = new Row(wide.fields(), wide.values(new Wide(1, "e", "a")));

    assertThat(RecordType.of(Narrow.class).create(row)).isEqualTo(new Narrow("a", null, 1));
  }

  @Test
  void namesAMissingField() {
    record One(String a) {}
    record Two(String a, String b) {}
    Row row = new Row(RecordType.of(One.class).fields(), List.of("x"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordType.of(Two.class).create(row))
        .withMessage("Two.b has no field in the row, which has [a]");
  }

  @Test
  void namesAValueOfAnotherKind() {
    record Text(String a) {}
    record Numeric(long a) {}
    Row row = new Row(RecordType.of(Text.class).fields(), List.of("x"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordType.of(Numeric.class).create(row))
        .withMessage("Numeric.a wants LONG as Long, the row holds String");
  }

  @Test
  void checksTheRangeOfNarrowTypes() {
    record Narrow(byte b) {}
    record Letter(char c) {}
    record Colored(Color color) {}

    refuses(Narrow.class, 128, "Narrow.b is a byte, the row holds 128");
    refuses(Letter.class, "xy", "Letter.c is a char, the row holds 2 characters");
    refuses(Colored.class, "BLUE", "Colored.color is one of [RED, GREEN], the row holds BLUE");
  }

  private static <R extends Record> void refuses(Class<R> type, Object value, String message) {
    RecordType<R> records = RecordType.of(type);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> records.create(new Row(records.fields(), List.of(value))))
        .withMessage(message);
  }

  @Test
  @SuppressWarnings("NullAway")
  void namesTheComponentThatIsNull() {
    record Outer(Meta meta) {}

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RecordType.of(Outer.class)
                    .values(new Outer(new Meta(Arrays.asList("a", null), null))))
        .withMessage("Outer.meta.tags[] is null; give it a value or mark it @Nullable");
  }

  @Test
  void checksTheLengthOfAVector() {
    record Point(@Dimensions(3) float[] at) {}

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordType.of(Point.class).values(new Point(new float[2])))
        .withMessage("Point.at has @Dimensions(3), found a vector of 2");
  }

  record Tree(String name, List<Tree> children) {}

  @SuppressWarnings({"rawtypes", "UnusedVariable"})
  record Wrong<T>(T t) {}

  @Test
  @SuppressWarnings({"rawtypes", "NullablePrimitive", "NullablePrimitiveArray"})
  void listsEveryProblemWithItsPath() {
    record Inner(Optional<String> maybe, List<Date> dates) {}
    record Empty() {}
    record Bad(
        Inner inner,
        float[] vector,
        @Dimensions(2) String text,
        Map<List<String>, Integer> map,
        @Nullable int count,
        @Key @Nullable String key,
        List raw,
        List<?> any,
        Wrong<String> generic,
        Tree tree,
        Set<String> set,
        Empty empty,
        @Nullable byte[] bytes,
        Map<@Nullable String, float[]> vectors) {}

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordType.of(Bad.class))
        .withMessageContainingAll(
            "Bad.inner.maybe: java.util.Optional<java.lang.String> is not supported; mark the"
                + " component @Nullable",
            "Bad.inner.dates[]: java.util.Date is not supported; use Instant or LocalDate",
            "Bad.vector: float[] is not supported; mark the component with @Dimensions",
            "Bad.text has @Dimensions, which is for float[] only; remove it",
            "Bad.map{key} is LIST; use a simple type",
            "Bad.count is @Nullable and a primitive; use its wrapper class",
            "Bad.key is @Key and @Nullable; a key is never null",
            "Bad.raw: java.util.List is not supported; say what it holds",
            "Bad.any[]: ? is not supported; name a type without",
            "Bad.generic: ",
            "Bad.tree.children[]: dev.freshet.engine.encoding.RecordTypeTest$Tree is not supported;"
                + " a record cannot contain itself",
            "Bad.set: java.util.Set<java.lang.String> is not supported; use List",
            "Bad.empty: ",
            "Bad.bytes has @Nullable on its elements; write it before the brackets",
            "Bad.vectors{key} is @Nullable; a map's key is never null",
            "Bad.vectors{}: float[] is not supported");
  }

  @Test
  void copiesListsAndMaps() {
    record Counts(Map<String, Integer> counts) {}
    Map<String, Integer> counts = new LinkedHashMap<>(Map.of("a", 1));

    List<@Nullable Object> values = RecordType.of(Counts.class).values(new Counts(counts));
    counts.put("b", 2);

    assertThat(values.get(0)).isEqualTo(Map.of("a", 1));
  }
}
