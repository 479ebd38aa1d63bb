package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.dist.RunTraces.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  /** Those that any moment of a run would rarely be in. */
  private static final List<Stage> LATER_STAGES =
      List.of(
          Stage.IN_ITS_FIRST_LISTING, Stage.AT_ITS_SNAPSHOTS, Stage.WRITING_ROWS, Stage.AT_ITS_END);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_RUN = Duration.ofMinutes(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Random random = new Random(SEED);
  private final KillTally tally = new KillTally();
  private final Deque<String> history = new ArrayDeque<>();
  private PackagedFreshet freshet;
  private KilledTarget target;
  private MovingRows rows;
  private KilledFlow flow;
  private Path state;
  private Path flowFile;
  private Path jar;
  private int lives;

  /** The target whose runs are killed. */
  abstract KilledTarget target(Path outside) throws Exception;

  @Test
  void afterAnyNumberOfKillsTheRowsAreThoseOfACleanRebuild() throws Exception {
    try {
      prepare();
      while (tally.kills() < KILLS) {
        killOne();
        if (tally.kills() == KILLS || tally.kills() % KILLS_A_COMPARISON == 0) {
          compareWithRebuild();
        } else if (random.nextInt(8) == 0) {
          recover();
        }
        if (tally.kills() == KILLS || tally.kills() % KILLS_A_REPORT == 0) {
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
    freshet = PackagedFreshet.makesArchiveIn(directory.resolve("home"));
    target = target(Files.createDirectories(directory.resolve("targets")));
    Path docs = Files.createDirectories(directory.resolve("docs"));
    rows = new MovingRows(docs, random);
    flow = new KilledFlow(docs, rows, target, random);
    flowFile = directory.resolve("flow.yaml");
    jar = KilledFlow.function(directory.resolve("lines.jar"));
    rows.edit(1000);
    freshet.run("--version");
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
    Stage wanted = LATER_STAGES.get(random.nextInt(LATER_STAGES.size()));
    long begun = System.nanoTime();
    Process run = start(live ? List.of("--live") : List.of());
    try {
      RunTraces traces = new RunTraces(state.resolve("killed"), flow, target);
      boolean edited = liveUntil(wanted, traces, run, begun);
      if (run.isAlive()) {
        run.destroyForcibly().waitFor();
        Stage stage = traces.stage();
        note((live ? "live" : "update") + " killed " + stage + (edited ? ", edited" : ""));
        tally.killed(stage, live);
      } else {
        note("ended by itself" + (edited ? ", edited" : ""));
        tally.endedUnwatched();
        assertThat(run.exitValue()).as(this::printed).isIn(edited ? List.of(0, 3) : List.of(0));
      }
    } finally {
      run.destroyForcibly();
    }
  }

  /**
   * Lets a run come to a stage and a little further, or live for a random part of the time that an
   * update takes here; meanwhile documents are sometimes edited.
   */
  private boolean liveUntil(Stage wanted, RunTraces traces, Process run, long begun)
      throws Exception {
    long typical = tally.typical().toNanos();
    long editAt = begun + (long) (random.nextDouble() * 2 * typical);
    boolean anyMoment = random.nextInt(3) == 0;
    double longest = anyMoment ? random.nextDouble() : 3;
    long killAt = begun + (long) (longest * typical);
    long further = (long) (0.1 * Math.pow(random.nextDouble(), 3) * typical);
    boolean arrived = anyMoment;
    boolean edited = false;
    while (run.isAlive() && System.nanoTime() < killAt) {
      long looked = System.nanoTime();
      if (!edited && looked > editAt) {
        rows.edit(1 + random.nextInt(12));
        edited = true;
      }
      if (!arrived && traces.stage().compareTo(wanted) >= 0) {
        arrived = true;
        killAt = Math.min(killAt, System.nanoTime() + further);
      }
      TimeUnit.NANOSECONDS.sleep(Math.max(System.nanoTime() - looked, SHORTEST_PAUSE.toNanos()));
    }
    return edited;
  }

  /** An update that nobody disturbs. */
  private void recover() throws Exception {
    long begun = System.nanoTime();
    assertThat(update(state, flowFile)).as(this::printed).isZero();
    tally.ended(Duration.ofNanos(System.nanoTime() - begun));
    Map<String, Map<String, String>> declared = flow.placesWithThoseLeft();
    assertThat(rowsAt(declared)).isEqualTo(declared);
    note("recovered");
  }

  private void compareWithRebuild() throws Exception {
    rows.edit(random.nextInt(12));
    recover();
    assertThat(update(state, flowFile, "--report", directory.resolve("report.json").toString()))
        .as(this::printed)
        .isZero();
    assertThat(Files.readString(directory.resolve("report.json")))
        .doesNotContainPattern("\"(upserts|deletes)\" : [1-9]");
    String suffix = "_rebuilt" + tally.kills();
    Path rebuilt = flow.write(directory.resolve("rebuilt.yaml"), suffix);
    assertThat(update(directory.resolve("state" + suffix), rebuilt)).as(this::printed).isZero();
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

  private int update(Path ofState, Path ofFlow, String... more)
      throws IOException, InterruptedException {
    Process run = start(ofState, ofFlow, List.of(more));
    try {
      assertThat(run.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS)).as(this::printed).isTrue();
      return run.exitValue();
    } finally {
      run.destroyForcibly();
    }
  }

  private Process start(List<String> more) throws IOException {
    return start(state, flowFile, more);
  }

  private Process start(Path ofState, Path ofFlow, List<String> more) throws IOException {
    List<String> line = new ArrayList<>(List.of("update", ofFlow.toString(), "--yes"));
    line.addAll(List.of("--state", ofState.toString(), "--jar", jar.toString()));
    line.addAll(List.of("--parallelism", Integer.toString(1 + random.nextInt(3))));
    line.addAll(more);
    return freshet.start(
        directory.resolve("out.txt"), directory.resolve("err.txt"), line.toArray(String[]::new));
  }

  private String printed() {
    try {
      return Files.readString(directory.resolve("out.txt"))
          + Files.readString(directory.resolve("err.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void note(String what) {
    history.add(what);
    if (history.size() > 60) {
      history.removeFirst();
    }
  }
}
