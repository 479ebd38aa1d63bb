package dev.freshet.benchmarks.scale;

import dev.freshet.benchmarks.items.Generated;
import dev.freshet.benchmarks.items.Place;
import dev.freshet.benchmarks.scale.LiveFlow.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a flow of ever more items, and prints what each size costs. */
public final class Scale {
  private static final int REPETITIONS = 3;

  /** The row's fingerprint, that of its value, and a revision. */
  private static final int ROW_OF_ITEM = 16 + 16 + 1;

  private final Path parent;
  private final long items;
  private final int rows;

  private Scale(Path parent, long items, int rows) {
    this.parent = parent;
    this.items = items;
    this.rows = rows;
  }

  /**
   * @param arguments a directory to work in, and a case: {@code machine} begins the table, {@code
   *     plain-} and a number writes as many items to RocksDB, {@code settings-} loads as many under
   *     changed settings; a number alone, or with {@code x} and the rows of each item, is a size
   */
  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(arguments[0]);
    String[] parts = arguments[1].split("[-x]", 2);
    switch (parts[0]) {
      case "machine" -> Report.begin();
      case "plain" -> PlainStore.run(parent, Long.parseLong(parts[1]));
      case "settings" -> new Settings(parent, Long.parseLong(parts[1])).run();
      default -> {
        int rows = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
        new Scale(parent, Long.parseLong(parts[0]), rows).run();
      }
    }
  }

  private void run() throws Exception {
    Workplace workplace = Workplace.make(parent, items, rows);
    try {
      live(workplace);
      restores(workplace);
      new Sizes(items, rows, Generated.key(0).length())
          .print(StateTables.below(workplace.snapshots()), ROW_OF_ITEM);
    } finally {
      workplace.delete();
    }
  }

  private void live(Workplace workplace) throws Exception {
    long begun = System.nanoTime();
    try (LiveFlow flow = LiveFlow.start(workplace)) {
      flow.awaitInStep();
      say("first load, from the start of the process", seconds(begun) + ", " + peak(flow));
      List<Long> scans = new ArrayList<>();
      List<Long> listings = new ArrayList<>();
      for (int i = 0; i < REPETITIONS; i++) {
        scans.add(edit(workplace, flow, i, i + 1, listings));
      }
      say("listing alone", Report.millis(listings));
      say("scan that finds one change, to its row's commit", Report.millis(scans));
      long hundredth = items / 100;
      long before = newest(flow);
      long scan = edit(workplace, flow, 1000, 1000 + hundredth, listings);
      say("scan that finds 1 % changed, to the last row's commit", scan + " ms");
      say("checkpoints meanwhile", since(flow, before));
      say("incremental checkpoint of nothing", times(() -> flow.checkpoint("CONFIGURED")));
      say("full checkpoint", times(() -> flow.checkpoint("FULL")));
      say("savepoint, canonical", times(flow::savepoint));
    }
  }

  /** Returns the milliseconds from the begin of the listing to the last row's commit. */
  private long edit(Workplace workplace, LiveFlow flow, long from, long to, List<Long> listings)
      throws Exception {
    Place place = workplace.place();
    int before = place.events().size();
    long expected = (to - from) * rows;
    place.edit(from, to);
    flow.await(() -> committed(place, before) >= expected, "in step");
    List<Place.Event> events = place.events().subList(before, place.events().size());
    Place.Event listed =
        events.stream().filter(event -> event.what().equals("listed")).findFirst().orElseThrow();
    listings.add(listed.ended() - listed.begun());
    return events.get(events.size() - 1).ended() - listed.begun();
  }

  private static long committed(Place place, int from) throws IOException {
    List<Place.Event> events = place.events();
    return events.subList(from, events.size()).stream()
        .filter(event -> event.what().equals("committed"))
        .mapToLong(Place.Event::count)
        .sum();
  }

  private static long newest(LiveFlow flow) throws Exception {
    return flow.checkpoints().stream().mapToLong(Checkpoint::id).max().orElse(0);
  }

  private static String since(LiveFlow flow, long before) throws Exception {
    flow.await(() -> newest(flow) > before, "checkpointed");
    List<Checkpoint> after =
        flow.checkpoints().stream().filter(each -> each.id() > before).toList();
    long bytes = after.stream().mapToLong(Checkpoint::written).sum();
    long longest = after.stream().mapToLong(Checkpoint::millis).max().orElse(0);
    return "%d, longest %d ms, %s written of %s"
        .formatted(
            after.size(),
            longest,
            Report.bytes(bytes),
            Report.bytes(after.stream().mapToLong(Checkpoint::whole).max().orElse(0)));
  }

  private void restores(Workplace workplace) throws Exception {
    for (String parallelism : List.of("2", "3")) {
      List<Long> inside = new ArrayList<>();
      List<Long> whole = new ArrayList<>();
      int times = parallelism.equals("2") ? REPETITIONS : 1;
      for (int i = 0; i < times; i++) {
        long begun = System.nanoTime();
        try (LiveFlow flow = LiveFlow.start(workplace, "--parallelism", parallelism)) {
          flow.awaitInStep();
          whole.add((System.nanoTime() - begun) / 1_000_000);
          inside.add(flow.restoreMillis());
        }
      }
      say("restore at parallelism " + parallelism, Report.millis(inside));
      say("from the start of the process to in step", Report.millis(whole));
    }
  }

  private interface Measured {
    Checkpoint take() throws Exception;
  }

  private static String times(Measured measured) throws Exception {
    List<Long> millis = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      Checkpoint taken = measured.take();
      millis.add(taken.millis());
      bytes = taken.written();
    }
    return Report.millis(millis) + ", " + Report.bytes(bytes);
  }

  private void say(String what, String measured) throws IOException {
    Report.say("%,d x %d, %s".formatted(items, rows, what), measured);
  }

  private static String peak(LiveFlow flow) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + flow.pid() + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return "peak memory " + Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MB";
      }
    }
    return "peak memory unknown";
  }

  private static String seconds(long begun) {
    return "%.1f s".formatted((System.nanoTime() - begun) / 1e9);
  }
}
