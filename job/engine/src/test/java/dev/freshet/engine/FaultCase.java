package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.SimulatedDefinition.Shape;
import dev.freshet.engine.SimulatedFaults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * One flow that was brought in step once, then edited, then run with faults, each in the recovery
 * from the one before it, while sources and flow change under it.
 */
final class FaultCase {
  private static final String FILES = "files";

  /** What the run that meets the first fault finds edited, besides items. */
  enum Edit {
    ITEMS_ONLY,
    FUNCTION,
    TARGET_REBUILT,
    TARGET_KEYED_ANEW,
    ROWS_WRITTEN_AGAIN,
    TARGET_MOVED,
    TARGET_ADDED,
    TABLE_REMOVED,
    FOLDER_REMOVED,
    FOLDER_REBUILT,
    TARGET_SHARED,
    SOURCE_REMOVED
  }

  /** What happens at the moment a fault strikes. */
  enum Change {
    NOTHING,
    ITEMS_CHANGED,
    ITEMS_CHANGED_BACK,
    ITEMS_CHANGED_BACK_WITH_NEW_VERSIONS,
    ITEMS_CHANGED_UNTIL_THE_LAST_RUN,
    ITEMS_REMOVED,
    ITEMS_REMOVED_AND_MADE_AGAIN,
    ITEM_RENAMED,
    FUNCTION_CHANGED,
    FLOW_CHANGED_BACK,
    TARGET_ADDED,
    TARGET_REMOVED,
    TARGET_REMOVED_AND_PUT_BACK_LATER,
    TARGET_REBUILT,
    ROWS_WRITTEN_AGAIN,
    MEMOS_LOST
  }

  private final SimulatedFlow flow;
  private final SimulatedDefinition first =
      SimulatedDefinition.first().withSources(1, 2).with(FILES, Shape.folder("files"));
  private final Map<String, SimulatedSource.Item> before;
  private final Change change;
  private Map<String, SimulatedSource.Item> restoredAtTheEnd = Map.of();
  private SimulatedDefinition next;
  private SimulatedDefinition last;

  FaultCase(Edit edit, Change change, long seed) {
    this.change = change;
    flow = new SimulatedFlow(new Random(seed));
    flow.rescale(1 + (int) (seed % 3));
    flow.target().putForeignRow(SimulatedDefinition.FOLDER, "files");
    flow.target().putForeignRow(SimulatedDefinition.FOLDER, "never ours");
    SimulatedSource one = flow.source(1);
    one.put("k1", "a=1 b=1");
    one.put("k2", "b=1 c=1");
    one.put("k3", "d=1");
    one.put("k4", "");
    flow.source(2).put("m1", "a=1 e=1");
    flow.update(first);
    before = new TreeMap<>(one.items());
    one.put("k1", "b=1 f=1");
    one.put("k2", "c=2");
    one.remove("k3");
    one.put("k4", "d=1");
    one.put("k5", "g=1");
    flow.source(2).touch("m1");
    next = edited(edit);
    last = next;
    flow.rescale(1 + (int) (seed / 3 % 3));
    flow.faults().onTakeover(() -> flow.takeOver(next));
  }

  private SimulatedDefinition edited(Edit edit) {
    Shape files = Shape.folder("files");
    return switch (edit) {
      case ITEMS_ONLY -> first;
      case FUNCTION -> first.withLogic("v2");
      case TARGET_REBUILT -> first.recreated("new");
      case TARGET_KEYED_ANEW ->
          first.with(SimulatedDefinition.PAGES, first.pages().keyedBy("path"));
      case ROWS_WRITTEN_AGAIN -> first.rewritten("html");
      case TARGET_MOVED -> first.with(SimulatedDefinition.PAGES, first.pages().at("elsewhere"));
      case TARGET_ADDED -> first.with("more", Shape.table("more"));
      case TABLE_REMOVED -> first.without(SimulatedDefinition.PAGES);
      case FOLDER_REMOVED -> first.without(FILES);
      case FOLDER_REBUILT -> first.with(FILES, files.withOption("new"));
      case TARGET_SHARED -> first.switchingShared();
      case SOURCE_REMOVED -> first.withSources(1);
    };
  }

  private void happen() {
    SimulatedSource source = flow.source();
    switch (change) {
      case NOTHING -> {}
      case ITEMS_CHANGED -> {
        source.put("k1", "b=3 h=1");
        source.put("k4", "d=4");
        source.put("k5", "");
      }
      case ITEMS_CHANGED_UNTIL_THE_LAST_RUN -> {
        if (restoredAtTheEnd.isEmpty()) {
          restoredAtTheEnd = new TreeMap<>(source.items());
        }
        source.put("k1", "b=3 h=1");
        source.remove("k4");
      }
      case ITEMS_CHANGED_BACK -> restore(source, before);
      case ITEMS_CHANGED_BACK_WITH_NEW_VERSIONS -> {
        restore(source, Map.of());
        before.forEach((key, item) -> source.put(key, item.content()));
      }
      case ITEMS_REMOVED -> {
        source.remove("k1");
        source.remove("k4");
      }
      case ITEMS_REMOVED_AND_MADE_AGAIN -> {
        source.remove("k1");
        source.put("k1", "b=1 f=1");
        source.put("k3", "d=1");
      }
      case ITEM_RENAMED -> {
        if (source.items().containsKey("k1")) {
          source.rename("k1", "k9");
        }
      }
      case FUNCTION_CHANGED -> last = last.withLogic("v3");
      case FLOW_CHANGED_BACK -> last = first;
      case TARGET_ADDED -> last = last.with("even more", Shape.folder("even more"));
      case TARGET_REMOVED -> last = last.without(FILES);
      case TARGET_REMOVED_AND_PUT_BACK_LATER -> {
        last = next;
        next = next.without(FILES).without(SimulatedDefinition.PAGES);
        return;
      }
      case TARGET_REBUILT -> last = last.recreated("newer");
      case ROWS_WRITTEN_AGAIN -> last = last.rewritten("text");
      case MEMOS_LOST -> flow.memos().lose();
    }
    next = last;
  }

  private static void restore(SimulatedSource source, Map<String, SimulatedSource.Item> items) {
    List.copyOf(source.items().keySet()).forEach(source::remove);
    items.forEach(source::put);
  }

  /** Runs once without a fault; returns the faults that could have struck. */
  List<Fault> possibleFaults() {
    flow.faults().plan(List.of());
    flow.attempt(next);
    return flow.faults().possible();
  }

  /** Runs once with this fault, which must strike. */
  void runWith(Fault fault) {
    List<Boolean> struck = new ArrayList<>();
    flow.faults()
        .plan(
            List.of(fault),
            () -> {
              struck.add(true);
              happen();
            });
    List<SimulatedSource.Item> itemsBefore = items();
    Optional<SimulatedFlow.Ended> ended = flow.attempt(next);
    assertThat(struck).as("times that %s struck", fault).hasSize(1);
    boolean endsWell = ended.isPresent() && ended.get().exitCode() == 0;
    if (endsWell && items().equals(itemsBefore)) {
      flow.rebuild().expectIn(flow.target());
    }
  }

  private List<SimulatedSource.Item> items() {
    List<SimulatedSource.Item> items = new ArrayList<>(flow.source(1).items().values());
    items.addAll(flow.source(2).items().values());
    return items;
  }

  /** The next run must end well, with what a rebuild holds, and so must the one after it. */
  void expectCleanEnd() {
    flow.faults().plan(List.of());
    if (!restoredAtTheEnd.isEmpty()) {
      restore(flow.source(), restoredAtTheEnd);
    }
    SimulatedFlow.Ended ended = flow.update(last);
    assertThat(ended.exitCode()).as("exit code of %s", ended).isZero();
    flow.rebuild().expectIn(flow.target());
    assertThat(flow.update(last).exitCode()).isZero();
    flow.rebuild().expectIn(flow.target());
  }
}
