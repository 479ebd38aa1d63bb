package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of file that a run leaves in the state directory, damaged: the next run says which
 * file cannot be read, or ends with the right target.
 */
class StateDamageIT {
  private static final int DAMAGES = Integer.getInteger("freshet.damages", 34);

  @TempDir Path directory;
  private Workshop workshop;
  private Ledger ledger;
  private String flow;
  private Map<String, String> rowsBefore;
  private Map<String, String> rowsAfter;
  private Map<Path, byte[]> state;

  private enum How {
    FLIPPED {
      @Override
      byte[] damage(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        return damaged;
      }
    },
    CUT {
      @Override
      byte[] damage(byte[] whole, Random random) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
      }
    },
    EMPTIED {
      @Override
      byte[] damage(byte[] whole, Random random) {
        return new byte[0];
      }
    },
    ZEROED {
      @Override
      byte[] damage(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        int from = random.nextInt(whole.length);
        Arrays.fill(damaged, from, Math.min(whole.length, from + 64), (byte) 0);
        return damaged;
      }
    };

    abstract byte[] damage(byte[] whole, Random random);
  }

  @BeforeEach
  void runOnceAndChangeTheSource() throws Exception {
    workshop = new Workshop(directory).parallelism(2).giveUpAfter(Duration.ofSeconds(2));
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
    Shelf shelf = workshop.trial.shelf("items");
    for (int i = 0; i < 40; i++) {
      shelf.put("item-" + i, "v1", "row-" + i + "=1\nremembered-" + i + "=?" + i);
    }
    shelf.put("sour", "v1", "sour=refused");
    shelf.put("failing", "v1", "fail from the start");
    ledger.refuse(text -> text.equals("refused") ? "no" : null);
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    rowsBefore = ledger.rows();
    state = contents(workshop.state);
    shelf.put("item-0", "v2", "row-0=2");
    shelf.remove("item-1");
    shelf.put("item-2", "v2", "row-3=other\nrow-new=1");
    shelf.put("item-3", "v2", "nothing=1");
    shelf.remove("failing");
    shelf.remove("sour");
    shelf.put("late", "v1", "late=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    rowsAfter = ledger.rows();
  }

  @Test
  void isAClearErrorOrDoesNoHarm() throws Exception {
    List<Path> files = new ArrayList<>(state.keySet());
    // Damage of a lock costs the 15 s of its lease: LockDirectoryTest.
    files.removeIf(file -> file.getParent().endsWith("lock") || state.get(file).length == 0);
    Random random = new Random(9);
    int first = random.nextInt(files.size());
    int errors = 0;
    for (int i = 0; i < DAMAGES; i++) {
      Path file = files.get((first + i) % files.size());
      How how = How.values()[i / files.size() % How.values().length];
      byte[] damaged = how.damage(state.get(file), random);
      errors += endsWell(how.toString(), file, () -> Files.write(file, damaged)) ? 0 : 1;
    }
    assertThat(errors).isPositive();
    System.out.printf("%d damages of %d files, %d errors%n", DAMAGES, files.size(), errors);
  }

  @Test
  void aFileThatIsGoneIsAClearErrorOrDoesNoHarm() throws Exception {
    List<String> refused = new ArrayList<>();
    for (Path file : state.keySet()) {
      if (!file.startsWith(workshop.state.resolve("memos"))
          && !endsWell("DELETED", file, () -> Files.delete(file))) {
        refused.add(file.getFileName().toString());
      }
    }
    assertThat(refused).contains("_metadata", "setup.json", "epoch");
  }

  private interface Damage {
    void happen() throws IOException;
  }

  /** False if it ends with an error, before anything was changed. */
  private boolean endsWell(String what, Path file, Damage damage) throws Exception {
    restore(workshop.state, state);
    ledger.replace(rowsBefore);
    damage.happen();
    String of = what + " " + workshop.state.relativize(file);
    try {
      assertThat(workshop.update(flow).exitCode()).as(of).isZero();
      assertThat(ledger.rows()).as(of).isEqualTo(rowsAfter);
      return true;
    } catch (RunFailure e) {
      String name = file.getFileName().toString();
      String named = name.equals("_metadata") ? file.getParent().getFileName().toString() : name;
      assertThat(e).as(of).hasMessageContaining(named);
      assertThat(ledger.rows()).as(of).isEqualTo(rowsBefore);
      return false;
    }
  }

  private static Map<Path, byte[]> contents(Path root) throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private static void restore(Path root, Map<Path, byte[]> contents) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> entry : contents.entrySet()) {
      Files.createDirectories(entry.getKey().getParent());
      Files.write(entry.getKey(), entry.getValue());
    }
  }
}
