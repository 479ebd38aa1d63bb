package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Memo;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ValueEncodingTest {
  private record Pair(@Nullable Object left, @Nullable Object right) {}

  @SuppressWarnings("UnusedVariable")
  private static final class Ring {
    final List<Object> all = new ArrayList<>(List.of(this));
  }

  @Test
  void writesEqualValuesEqually() {
    assertThat(encode(new HashSet<>(List.of("a", "b", "c"))))
        .isEqualTo(encode(Set.of("c", "a", "b")));
    assertThat(encode(new TreeMap<>(Map.of("x", 1, "y", 2))))
        .isEqualTo(encode(Map.of("y", 2, "x", 1)));
    assertThat(encode(new ArrayList<>(List.of(1, 2)))).isEqualTo(encode(List.of(1, 2)));
    assertThat(encode(new int[] {1, 2})).isEqualTo(encode(new int[] {1, 2}));
    assertThat(encode(Pattern.compile("a"))).isEqualTo(encode(Pattern.compile("a")));
    assertThat(encode(new Pair("a", null))).isEqualTo(encode(new Pair("a", null)));
    assertThat(encode(new Ring())).isEqualTo(encode(new Ring()));
  }

  @Test
  void writesDifferentValuesDifferently() {
    List<@Nullable Object> different =
        Arrays.asList(
            null,
            1,
            1L,
            (short) 1,
            '1',
            "1",
            1.0,
            1.0f,
            true,
            List.of(1),
            List.of(List.of(1)),
            Set.of(1),
            Map.of(1, 1),
            new int[] {1},
            new long[] {1},
            new Object[] {1},
            Optional.of(1),
            Optional.empty(),
            List.of(),
            Pattern.compile("1"),
            Pattern.compile("1", Pattern.CASE_INSENSITIVE),
            Path.of("1"),
            Duration.ofSeconds(1),
            StandardCharsets.UTF_8,
            StandardCharsets.US_ASCII,
            TimeUnit.SECONDS,
            TimeUnit.DAYS,
            String.class,
            Copy.class,
            new Pair(1, null),
            new Pair(null, 1),
            new Pair(new Pair(1, null), null),
            new FakeSource.Retry(1));

    assertThat(different.stream().map(value -> Arrays.toString(encode(value))))
        .doesNotHaveDuplicates();
  }

  @Test
  void knowsAMemoByItsNameVersionAndTypes() {
    assertThat(encode(memo("1", "x"))).isEqualTo(encode(memo("1", "y")));
    assertThat(encode(memo("1", "x"))).isNotEqualTo(encode(memo("2", "x")));
  }

  @Test
  void saysWhichPartOfAValueItCannotWrite() {
    ValueEncoding encoding = encoding();
    encoding.write("the function", new Pair("a", List.of(new Random(1))), new BinaryWriter());

    assertThat(encoding.problems())
        .singleElement()
        .asString()
        .startsWith(
            "the component right of dev.freshet.engine.flow.ValueEncodingTest$Pair is a"
                + " java.util.Random, and a change of what is in it would not be seen;");
  }

  private static Memo<String, String> memo(String version, String suffix) {
    return Memo.of("memo", version, String.class, String.class, input -> input + suffix);
  }

  private static byte[] encode(@Nullable Object value) {
    ValueEncoding encoding = encoding();
    BinaryWriter out = new BinaryWriter();
    encoding.write("the value", value, out);
    assertThat(encoding.problems()).isEmpty();
    return out.toByteArray();
  }

  private static ValueEncoding encoding() {
    Connectors none = Connectors.discover(ServiceClassPath.empty().loader());
    return new ValueEncoding(
        new CodeGraph(), new FlowDeclaration(none, new Problems()), (item, context) -> {});
  }
}
