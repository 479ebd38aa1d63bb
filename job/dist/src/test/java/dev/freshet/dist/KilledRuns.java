package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.dist.RunTraces.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program, killed at random moments of updates and live runs while documents and flow
 * are edited. Again and again one update is let to its end, and its target compared with what was
 * declared, and with what another state builds in another place.
 *
 * <p>{@code -Dfreshet.kills=N} says how many; {@code -Dfreshet.kills.seed=N} repeats the choices of
 * a run, though not the moments at which the machine was where.
 */
abstract class KilledRuns {
  private static final int KILLS = Integer.getInteger("freshet.kills", 20);
  private static final long SEED = Long.getLong("freshet.kills.seed", System.nanoTime());
  private static final int KILLS_A_COMPARISON = 10;
  private static final int KILLS_A_REPORT = 100;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Random random = new Random(SEED);
  private final KillTally tally = new KillTally();
  private final Deque<String> history = new ArrayDeque<>();
  private PackagedUpdates updates;
  private KilledTarget target;
  private MovingRows rows;
  private KilledFlow flow;
  private Path state;
  private Path flowFile;
  private int lives;

  /** The target whose runs are killed. */
  abstract KilledTarget target(Path outside) throws Exception;

  int kills() {
    return KILLS;
  }

  @Test
  void afterAnyNumberOfKillsTheRowsAreThoseOfACleanRebuild() throws Exception {
    try {
      prepare();
      while (tally.kills() < kills()) {
        killOne();
        if (tally.kills() == kills() || tally.kills() % KILLS_A_COMPARISON == 0) {
          compareWithRebuild();
        } else if (random.nextInt(10) == 0) {
          recover();
        }
        if (tally.kills() == kills() || tally.kills() % KILLS_A_REPORT == 0) {
          System.out.printf("%s, seed %d: %s%n", getClass().getSimpleName(), SEED, tally);
        }
      }
    } catch (Throwable e) {
      throw new AssertionError(
          "With -Dfreshet.kills.seed=%d, in %s, after:%n%s%n%s"
              .formatted(SEED, directory, String.join("\n", history), tally),
          e);
    }
  }

  private void prepare() throws Exception {
    PackagedFreshet freshet = PackagedFreshet.makesArchiveIn(directory.resolve("home"));
    freshet.run("--version");
    Path jar = KilledFlow.function(directory.resolve("lines.jar"));
    updates = new PackagedUpdates(freshet, jar, random);
    target = target(Files.createDirectories(directory.resolve("targets")));
    Path docs = Files.createDirectories(directory.resolve("docs"));
    rows = new MovingRows(docs, random);
    flow = new KilledFlow(docs, rows, target, random);
    flowFile = directory.resolve("flow.yaml");
    rows.edit(1000);
    beginAnew();
    recover();
    beginAnew();
  }

  private void beginAnew() throws IOException {
    String life = "life" + lives++;
    note("begins anew: " + life);
    flow.beginAnew(life);
    flow.write(flowFile);
    state = directory.resolve("state-" + life);
  }

  /** Kills a run, after as many as have to end by themselves before one can be killed. */
  private void killOne() throws Exception {
    int before = tally.kills();
    while (tally.kills() == before) {
      cycle();
    }
  }

  private void cycle() throws Exception {
    rows.edit(random.nextInt(4) == 0 ? 400 : random.nextInt(12));
    if (random.nextInt(3) == 0) {
      note("edits the flow: " + flow.edit());
      flow.write(flowFile);
      tally.editedFlow();
    }
    boolean live = random.nextBoolean();
    RunTraces traces = new RunTraces(state.resolve("killed"), flow, target);
    String[] options = live ? new String[] {"--live"} : new String[0];
    Process run = updates.start(state, flowFile, options);
    try {
      boolean edited = liveUntil(new KillMoment(random, tally.typical()), traces, run);
      if (run.isAlive()) {
        run.destroyForcibly().waitFor();
        Stage stage = traces.stage();
        note((live ? "live" : "update") + " killed " + stage + (edited ? ", edited" : ""));
        tally.killed(stage, live);
      } else {
        note("ended by itself" + (edited ? ", edited" : ""));
        tally.endedUnwatched();
        assertThat(run.exitValue()).as(updates::printed).isIn(edited ? List.of(0, 3) : List.of(0));
      }
    } finally {
      run.destroyForcibly();
    }
  }

  /** Returns whether documents were edited meanwhile. */
  private boolean liveUntil(KillMoment moment, RunTraces traces, Process run) throws Exception {
    long editAt = System.nanoTime() + (long) (2 * random.nextDouble() * tally.typical().toNanos());
    boolean edited = false;
    long looked = System.nanoTime();
    while (run.isAlive() && !moment.hasCome(traces)) {
      long took = System.nanoTime() - looked;
      TimeUnit.NANOSECONDS.sleep(Math.max(took, SHORTEST_PAUSE.toNanos()));
      looked = System.nanoTime();
      if (!edited && looked >= editAt) {
        rows.edit(1 + random.nextInt(12));
        edited = true;
      }
    }
    return edited;
  }

  /** An update that nobody disturbs. */
  private void recover() throws Exception {
    long begun = System.nanoTime();
    updates.succeeds(state, flowFile);
    tally.ended(Duration.ofNanos(System.nanoTime() - begun));
    Map<String, Map<String, String>> declared = flow.placesWithThoseLeft();
    assertThat(rowsAt(declared)).isEqualTo(declared);
    note("recovered");
  }

  private void compareWithRebuild() throws Exception {
    rows.edit(random.nextInt(12));
    recover();
    Path report = directory.resolve("report.json");
    updates.succeeds(state, flowFile, "--report", report.toString());
    assertThat(Files.readString(report))
        .containsPattern("\"upserts\"\\s*:\\s*0")
        .doesNotContainPattern("\"(upserts|deletes)\"\\s*:\\s*[1-9]");
    String suffix = "_rebuilt" + tally.kills();
    Path rebuilt = flow.write(directory.resolve("rebuilt.yaml"), suffix);
    updates.succeeds(directory.resolve("state" + suffix), rebuilt);
    for (String place : flow.places().keySet()) {
      assertThat(target.rows(place)).as(place).isEqualTo(target.rows(place + suffix));
    }
    tally.compared();
    note("compared");
    if (random.nextInt(3) == 0) {
      beginAnew();
    }
  }

  private Map<String, Map<String, String>> rowsAt(Map<String, ?> places) throws Exception {
    Map<String, Map<String, String>> all = new TreeMap<>();
    for (String place : places.keySet()) {
      all.put(place, target.rows(place));
    }
    return all;
  }

  private void note(String what) {
    history.add(what);
    if (history.size() > 60) {
      history.removeFirst();
    }
  }
}
