package dev.freshet.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintableTest {
  private static final String HOSTILE = "a\u001b[2J\u0007\r\n\u009b1m\u202egnp.md\u2028\u2066";

  @Test
  void escapesWhatATerminalWouldObey() {
    assertThat(Printable.line(HOSTILE))
        .isEqualTo("a\\u001b[2J\\u0007\\r\\n\\u009b1m\\u202egnp.md\\u2028\\u2066");
    assertThat(Printable.text("two\nlines\r")).isEqualTo("two\nlines\\r");
  }

  @Test
  void leavesOtherTextAlone() {
    String text =
        "gr\u00fc\u00dfe \u65e5\u672c \u05e2\u05d1\u05e8\u05d9\u05ea \ud83d\ude00 back\\slash";
    assertThat(Printable.line(text)).isSameAs(text);
  }

  @Test
  void aFailureIsOneLineWhateverItsKey() {
    List<String> lines =
        ReportLines.failures(List.of(new Failure("source", "docs", HOSTILE, HOSTILE, "no\ngood")));
    assertThat(lines).containsExactly("  " + Printable.line(HOSTILE) + ": no\\ngood");
  }

  @Test
  void aTerminalIsNeverTold() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, Terminal.Keyboard.NOBODY, false);
    terminal.say(HOSTILE);
    terminal.error(HOSTILE);
    assertThat(written.toString(StandardCharsets.UTF_8))
        .doesNotContain("\u001b", "\u0007", "\r", "\u009b", "\u202e", "\u2066");
  }
}
