package dev.freshet.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.flink.RunFailure;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  @Test
  void hasStandardValues() throws RunFailure {
    Arguments arguments = plain("update", "flow.yaml");
    assertThat(arguments.flowName()).isEqualTo("flow.yaml");
    assertThat(arguments.value(Option.STATE)).isEqualTo(".freshet");
    assertThat(arguments.parallelism(2)).isBetween(1, 512);
    assertThat(arguments.giveUpAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(arguments.memoMaxBytes()).isEqualTo(1L << 30);
    assertThat(arguments.settings()).isEmpty();
  }

  @Test
  void takesOptionsOnBothSidesOfTheFlow() throws RunFailure {
    Arguments arguments =
        plain("update", "-L", "--state=here", "flow.yaml", "--set", "a=b=c", "--set", "d= e ");
    assertThat(arguments.has(Option.LIVE)).isTrue();
    assertThat(arguments.value(Option.STATE)).isEqualTo("here");
    assertThat(arguments.settings()).isEqualTo(Map.of("a", "b=c", "d", "e"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--parallelism 0",
        "--parallelism 513",
        "--parallelism two",
        "--give-up-after soon",
        "--memo-max-bytes much",
        "--set flag"
      })
  void saysWhatWasExpectedOfAValue(String option) {
    Arguments arguments = plain(("update flow.yaml " + option).split(" "));
    assertThatThrownBy(
            () -> {
              arguments.parallelism(2);
              arguments.giveUpAfter();
              arguments.memoMaxBytes();
              arguments.settings();
            })
        .isInstanceOf(RunFailure.class)
        .hasMessageStartingWith(option.split(" ")[0] + ": expected")
        .hasMessageEndingWith("found \"" + option.split(" ")[1] + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "updat flow.yaml",
        "update",
        "update a b",
        "update flow.yaml --ful",
        "update flow.yaml --live=yes",
        "update flow.yaml --state",
        "update flow.yaml --state --live",
        "update flow.yaml --state a --state b",
        "update --help",
        "update flow.yaml --version",
        "update flow.yaml -Lq",
        "ls flow.yaml",
        "evaluate flow.yaml",
        "show flow.yaml --row pages a",
        "--state a update flow.yaml"
      })
  void leavesTheRestToPicocli(String line) {
    assertThat(PlainArguments.read(words(line))).isNull();
  }

  @Test
  void bothReadersUnderstandTheSame() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String[] line = randomLine(random);
      String shown = "seed " + seed + ": " + String.join(" ", line);
      Arguments plain = PlainArguments.read(line);
      assertThat(plain).as(shown).isNotNull();
      assertThat(new PicocliArguments(NOWHERE, NOWHERE).read(line)).as(shown).isEqualTo(plain);
    }
  }

  @Test
  void picocliTakesWhatThePlainReaderLeaves() throws Exception {
    Arguments arguments = picocli("--state", "there", "update", "flow.yaml", "-Lq");
    assertThat(arguments.has(Option.LIVE)).isTrue();
    assertThat(arguments.has(Option.QUIET)).isTrue();
    assertThat(arguments.value(Option.STATE)).isEqualTo("there");
  }

  @Test
  void anOptionTakesTwoWords() throws Exception {
    Arguments arguments = picocli("show", "flow.yaml", "--row", "pages", "a b", "-q");
    assertThat(arguments.all(Option.ROW)).containsExactly("pages", "a b");
    assertThat(arguments.flowName()).isEqualTo("flow.yaml");
  }

  private static String[] randomLine(Random random) {
    Command command = Command.values()[random.nextInt(Command.values().length)];
    List<String> line = new ArrayList<>();
    Option required = command.required();
    for (Option option : command.options()) {
      if (option == Option.HELP || option == Option.VERSION || option.words() > 1) {
        continue;
      }
      int times = option.mayBeRepeated() ? random.nextInt(3) : random.nextInt(2);
      for (int i = 0; i < (option == required ? 1 : times); i++) {
        String name = option.names()[random.nextInt(option.names().length)];
        String value = "key=" + random.nextInt(100);
        if (option.isFlag()) {
          line.add(name);
        } else if (random.nextBoolean()) {
          line.add(name + "=" + value);
        } else {
          line.add(name);
          line.add(value);
        }
      }
    }
    line.add(0, command.commandName());
    if (command.takesFlow()) {
      line.add(random.nextBoolean() ? 1 : line.size(), "flow.yaml");
    }
    if (command.takesText()) {
      line.add("two words");
    }
    return line.toArray(new String[0]);
  }

  private static Arguments plain(String... line) {
    Arguments arguments = PlainArguments.read(line);
    assertThat(arguments).isNotNull();
    return java.util.Objects.requireNonNull(arguments);
  }

  private static Arguments picocli(String... line) throws PicocliArguments.Answered {
    return new PicocliArguments(NOWHERE, NOWHERE).read(line);
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }
}
