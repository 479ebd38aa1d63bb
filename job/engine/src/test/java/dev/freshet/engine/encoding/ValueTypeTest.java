package dev.freshet.engine.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ValueTypeTest {
  record Texts(List<String> texts) {}

  record Counts(Map<String, Integer> counts) {}

  record Vectors(float[] one, List<float[]> many) {}

  record Part(String text, @Nullable Long size) {}

  record Everything(
      boolean flag,
      byte narrow,
      short wider,
      char letter,
      int number,
      long big,
      float half,
      double whole,
      @Nullable BigDecimal decimal,
      String text,
      byte[] bytes,
      Instant instant,
      LocalDate date,
      UUID uuid,
      DayOfWeek day,
      @Dimensions(3) float[] fixed,
      float[] free,
      @Nullable Part part,
      List<@Nullable Part> parts,
      Map<DayOfWeek, List<Double>> map) {}

  @Test
  void bringsBackSimpleValues() {
    bringsBack(Boolean.class, true);
    bringsBack(int.class, -5);
    bringsBack(Long.class, Long.MIN_VALUE);
    bringsBack(Float.class, -0.0f);
    bringsBack(double.class, Double.NaN);
    bringsBack(Byte.class, (byte) -128);
    bringsBack(char.class, 'é');
    bringsBack(String.class, "a\u0000b \uD83D\uDE00");
    bringsBack(byte[].class, new byte[] {1, -1});
    bringsBack(float[].class, new float[] {1, -0.0f, Float.POSITIVE_INFINITY});
    bringsBack(BigDecimal.class, new BigDecimal("-1.500"));
    bringsBack(Instant.class, Instant.MIN);
    bringsBack(LocalDate.class, LocalDate.MAX);
    bringsBack(UUID.class, new UUID(-1, 1));
    bringsBack(DayOfWeek.class, DayOfWeek.SUNDAY);
  }

  private static <T> void bringsBack(Class<T> type, T value) {
    ValueType<T> values = ValueType.of(type);
    assertThat(values.decode(values.encode(value))).isEqualTo(value);
  }

  @Test
  void encodesAsEarlierReleasesDid() {
    ValueType<Everything> type = ValueType.of(Everything.class);

    assertThat(type.fingerprint()).hasToString("3d14a8a258d21f43f321a11edeb3f109");
    assertThat(Fingerprint.of(type.encode(random(new Random(7)))))
        .hasToString("b634b1440fbae8b48c7a5ad88a26fab4");
  }

  @Test
  void keepsTheBoundariesOfListElements() {
    ValueType<Texts> texts = ValueType.of(Texts.class);

    assertThat(texts.encode(new Texts(List.of("a", "bc"))))
        .isNotEqualTo(texts.encode(new Texts(List.of("ab", "c"))));
    assertThat(texts.encode(new Texts(List.of())))
        .isNotEqualTo(texts.encode(new Texts(List.of(""))));
  }

  @Test
  void tellsNullFromEmpty() {
    record Maybe(@Nullable String a, @Nullable String b) {}
    ValueType<Maybe> maybes = ValueType.of(Maybe.class);

    assertThat(maybes.encode(new Maybe(null, ""))).isNotEqualTo(maybes.encode(new Maybe("", null)));
  }

  @Test
  void encodesEqualMapsEquallyWhateverTheirOrder() {
    ValueType<Counts> counts = ValueType.of(Counts.class);
    Map<String, Integer> forwards = new LinkedHashMap<>();
    Map<String, Integer> backwards = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      forwards.put("k" + i, i);
      backwards.put("k" + (99 - i), 99 - i);
    }

    assertThat(counts.encode(new Counts(forwards))).isEqualTo(counts.encode(new Counts(backwards)));
  }

  @Test
  void takesVectorsOfAnyLength() {
    ValueType<Vectors> vectors = ValueType.of(Vectors.class);
    Vectors value = new Vectors(new float[] {1}, List.of(new float[0], new float[] {2, 3}));

    assertThat(vectors.decode(vectors.encode(value))).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void refusesHalfACharacter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValueType.of(Texts.class).encode(new Texts(List.of("ab\uD83D"))))
        .withMessageContaining("half a character at index 2");
  }

  @Test
  void refusesAListThatIsNotInARecord() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValueType.of(List.class))
        .withMessageContaining("in a component of a record");
  }

  @Test
  void takesItsFingerprintFromTheStructureAndNotFromTheNameOfTheClass() {
    record Same(List<String> texts) {}
    record OtherName(List<String> words) {}
    record OtherNullness(List<@Nullable String> texts) {}
    record OtherElement(List<Integer> texts) {}
    Fingerprint texts = ValueType.of(Texts.class).fingerprint();

    assertThat(ValueType.of(Same.class).fingerprint()).isEqualTo(texts);
    assertThat(ValueType.of(int.class).fingerprint())
        .isEqualTo(ValueType.of(Integer.class).fingerprint());
    assertThat(
            List.of(
                texts,
                ValueType.of(OtherName.class).fingerprint(),
                ValueType.of(OtherNullness.class).fingerprint(),
                ValueType.of(OtherElement.class).fingerprint(),
                ValueType.of(String.class).fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesCutAndChangedBytesWithoutHarm() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ValueType<Everything> type = ValueType.of(Everything.class);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = type.encode(random(random));
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThatIllegalArgumentException()
          .as("seed %d", seed)
          .isThrownBy(() -> type.decode(damaged));
    }
  }

  @Test
  void bringsBackRandomRecordsAndGivesDifferentBytesToDifferentOnes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ValueType<Everything> type = ValueType.of(Everything.class);
    for (int round = 0; round < 500; round++) {
      Everything value = random(random);
      byte[] bytes = type.encode(value);
      Everything back = type.decode(bytes);
      assertThat(back).as("seed %d", seed).usingRecursiveComparison().isEqualTo(value);
      assertThat(type.encode(back)).as("seed %d", seed).isEqualTo(bytes);
      assertThat(type.encode(random(random))).as("seed %d", seed).isNotEqualTo(bytes);
    }
  }

  @Test
  void keepsShortListsOfShortTextsApart() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ValueType<Texts> type = ValueType.of(Texts.class);
    Map<String, List<String>> seen = new HashMap<>();
    for (int round = 0; round < 5_000; round++) {
      List<String> texts = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        texts.add("\u0000\u0001a".substring(random.nextInt(3), 3));
      }
      String bytes = Arrays.toString(type.encode(new Texts(texts)));
      assertThat(seen.computeIfAbsent(bytes, any -> texts)).as("seed %d", seed).isEqualTo(texts);
    }
  }

  private static Everything random(Random random) {
    return new Everything(
        random.nextBoolean(),
        (byte) random.nextInt(),
        (short) random.nextInt(),
        (char) random.nextInt(0xD800),
        random.nextInt(),
        random.nextLong(),
        random.nextFloat(),
        random.nextDouble(),
        random.nextBoolean()
            ? null
            : new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(20) - 10),
        text(random),
        text(random).getBytes(StandardCharsets.UTF_8),
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        LocalDate.ofEpochDay(random.nextInt(100_000)),
        new UUID(random.nextLong(), random.nextLong()),
        day(random),
        vector(random, 3),
        vector(random, random.nextInt(5)),
        part(random),
        Arrays.asList(part(random), part(random)),
        Map.of(day(random), List.of(random.nextGaussian())));
  }

  private static @Nullable Part part(Random random) {
    return random.nextInt(3) == 0
        ? null
        : new Part(text(random), random.nextBoolean() ? null : random.nextLong());
  }

  private static DayOfWeek day(Random random) {
    return DayOfWeek.of(1 + random.nextInt(7));
  }

  private static float[] vector(Random random, int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static String text(Random random) {
    int[] points = random.ints(random.nextInt(20), 0, 0xD800).toArray();
    return new String(points, 0, points.length) + (random.nextBoolean() ? "\uD83D\uDE00" : "");
  }
}
