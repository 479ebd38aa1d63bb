package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs of the packaged program one after the other, each with another number of subtasks. */
final class PackagedUpdates {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final PackagedFreshet freshet;
  private final Path jar;
  private final Random random;
  private final Path out;
  private final Path err;

  /**
   * @param jar with what the flows use
   */
  PackagedUpdates(PackagedFreshet freshet, Path jar, Random random) {
    this.freshet = freshet;
    this.jar = jar;
    this.random = random;
    this.out = freshet.home().resolve("out.txt");
    this.err = freshet.home().resolve("err.txt");
  }

  Process start(Path state, Path flow, String... more) throws IOException {
    List<String> line = new ArrayList<>(List.of("update", flow.toString(), "--yes"));
    line.addAll(List.of("--state", state.toString(), "--jar", jar.toString()));
    line.addAll(List.of("--parallelism", Integer.toString(1 + random.nextInt(3))));
    line.addAll(List.of(more));
    return freshet.start(out, err, line.toArray(String[]::new));
  }

  /** Lets an update come to its end, which must be exit code 0. */
  void succeeds(Path state, Path flow, String... more) throws IOException, InterruptedException {
    Process run = start(state, flow, more);
    try {
      boolean ended = run.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as(this::printed).isTrue();
      assertThat(run.exitValue()).as(this::printed).isZero();
    } finally {
      run.destroyForcibly();
    }
  }

  /** What the last one printed. */
  String printed() {
    try {
      return Files.readString(out) + Files.readString(err);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
