package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program, stopped in the middle of its writing, taken over by another run, and woken
 * up. {@code -Dfreshet.stops=N} says how many.
 */
@EnabledOnOs(OS.LINUX)
class StoppedRunIT {
  private static final int RUNS = Integer.getInteger("freshet.stops", 1);
  private static final int ROWS_BEFORE_THE_STOP = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;
  private PackagedFreshet freshet;

  @BeforeEach
  void packageFreshet() throws Exception {
    freshet = PackagedFreshet.in(directory.resolve("home"));
  }

  @Test
  void whatWakesUpAfterItWasTakenOverFinishesOneRowAtMostAndEnds() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<ManyFiles> flows = new ArrayList<>();
    try {
      for (int i = 0; i < RUNS; i++) {
        ManyFiles flow = new ManyFiles(directory.resolve("flow" + i), freshet);
        flows.add(flow);
        flow.declare("old");
        flow.startLive();
        int written = 1 + random.nextInt(ROWS_BEFORE_THE_STOP);
        await().atMost(PATIENCE).until(() -> flow.rowsWritten() >= written);
        flow.stopLive();
        assertThat(flow.rowsWritten()).as("seed %d", seed).isLessThan(ManyFiles.ROWS);
        flow.declare("new");
        flow.startUpdate();
      }
      int stale = 0;
      for (ManyFiles flow : flows) {
        assertThat(flow.awaitUpdate()).as(flow.printed()).isZero();
        assertThat(flow.rows()).isEqualTo(flow.declared());
        stale += wakeUp(flow);
        putRight(flow);
      }
      System.out.printf(
          "StoppedRunIT: %d runs stopped while they wrote and woken after another took over, %d stale rows, repaired%n",
          RUNS, stale);
    } finally {
      flows.forEach(ManyFiles::close);
    }
  }

  /** Returns how many rows it wrote that another run had already written anew. */
  private static int wakeUp(ManyFiles flow) throws Exception {
    flow.wakeLive();
    assertThat(flow.awaitLive()).as(flow.printed()).isEqualTo(1);
    assertThat(flow.printed())
        .contains("Run 1 of flow many must not write any more, run 2 took the flow over");
    Map<String, String> stale = new TreeMap<>(flow.rows());
    stale.entrySet().removeAll(flow.declared().entrySet());
    assertThat(stale).hasSizeLessThanOrEqualTo(1);
    assertThat(flow.rows()).containsOnlyKeys(flow.declared().keySet());
    return stale.size();
  }

  private static void putRight(ManyFiles flow) throws Exception {
    assertThat(flow.run("verify", "--repair")).as(flow.printed()).isZero();
    assertThat(flow.rows()).isEqualTo(flow.declared());
    assertThat(flow.run("verify")).as(flow.printed()).isZero();
    flow.declare("newest");
    assertThat(flow.run("update")).as(flow.printed()).isZero();
    assertThat(flow.rows()).isEqualTo(flow.declared());
  }
}
