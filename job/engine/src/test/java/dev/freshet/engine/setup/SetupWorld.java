package dev.freshet.engine.setup;

import static dev.freshet.engine.setup.Examples.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.DeclaredTarget.Place;
import dev.freshet.engine.setup.TrackedTarget.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Places outside, the memory of a job, and runs that bring one to what the other should be. Every
 * write and every call is a point at which a run can be made to crash.
 *
 * <p>It is as unkind as the contracts allow: creating a table empties one that is there, altering
 * one spoils rows that are to be rewritten, and a batch deletes after it upserts.
 */
final class SetupWorld {
  private static final List<String> ITEMS = List.of("a", "b");

  /** What a place holds. */
  private static final class Content {
    @Nullable DeclaredTarget structure;
    final Map<String, String> rows = new TreeMap<>();
  }

  private record Mutation(int generation, String row, boolean upsert) {}

  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  private final Connectors connectors = new Examples.ExampleConnectors();
  private final Map<Place, Content> outside = new HashMap<>();
  private final Set<Place> managedOnce = new HashSet<>();

  private SetupState state = SetupState.empty();
  private final Map<Integer, Map<String, Integer>> rows = new HashMap<>();
  private List<Mutation> pending = List.of();

  private final Set<Integer> generations = new HashSet<>();
  private int pointsLeft;

  /**
   * One run of a flow with these targets, which dies at the point of this number if it comes that
   * far. Returns whether it ended well; a declaration that is refused changes nothing.
   */
  boolean run(List<DeclaredTarget> declared, int crashAt) throws Exception {
    pointsLeft = crashAt;
    try {
      while (true) {
        SetupPlan plan = SetupPlan.plan(state, List.of(), declared, connectors, false);
        letUserPrepare(declared);
        carryOut(plan);
        job();
        carryOut(SetupPlan.forgetLeaving(state, Set.of(), state.leavingGenerations(), connectors));
        if (plan.waiting().isEmpty()) {
          return true;
        }
      }
    } catch (Crash crash) {
      return false;
    } catch (StateException refused) {
      return true;
    }
  }

  /** Whether these targets would be refused now. */
  boolean refuses(List<DeclaredTarget> declared) {
    try {
      SetupPlan.plan(state, List.of(), declared, connectors, false);
      return false;
    } catch (StateException refused) {
      return true;
    }
  }

  void expectWhatACleanBuildLeaves(List<DeclaredTarget> declared) {
    Set<Place> places = new HashSet<>();
    for (DeclaredTarget target : declared) {
      places.add(target.place());
      Content content = content(target.place());
      assertThat(content.rows).isEqualTo(expectedRows(target));
      assertThat(content.structure).isNotNull();
      if (!managedOnce.contains(target.place()) && content.structure != null) {
        assertThat(content.structure.sameStructure(target)).isTrue();
      }
    }
    outside.forEach(
        (place, content) -> {
          if (!places.contains(place)) {
            assertThat(content.rows).isEmpty();
            assertThat(managedOnce.contains(place) || content.structure == null).isTrue();
          }
        });
    assertThat(state.settled()).isTrue();
    assertThat(state.targets()).hasSameSizeAs(declared);
  }

  private void carryOut(SetupPlan plan) throws Exception {
    new SetupChanges(this::write).apply(plan, this::apply);
  }

  private void write(SetupState next) {
    point();
    int highest = generations.stream().mapToInt(Integer::intValue).max().orElse(0);
    for (TrackedTarget target : next.targets()) {
      if (generations.add(target.generation())) {
        check(target.generation() > highest, "A generation was used twice");
      }
    }
    state = next;
    point();
  }

  private void apply(SetupStep step) {
    point();
    if (step instanceof SetupStep.Create create) {
      create(create.current());
    } else if (step instanceof SetupStep.Alter alter) {
      alter(alter);
    } else if (step instanceof SetupStep.Drop drop) {
      drop(drop.previous());
    }
    point();
  }

  private void create(DeclaredTarget current) {
    check(!current.managedByUser(), "The user manages this structure");
    Content content = content(current.place());
    if (current.type().equals(TABLE)) {
      content.rows.clear();
      point();
    }
    content.structure = current;
  }

  private void alter(SetupStep.Alter alter) {
    check(!alter.current().managedByUser(), "The user manages this structure");
    Content content = content(alter.current().place());
    if (!managedOnce.contains(alter.current().place())) {
      DeclaredTarget found = content.structure;
      check(
          found != null
              && (found.sameStructure(alter.previous()) || found.sameStructure(alter.current())),
          "Altered what was neither the one nor the other");
    }
    if (!alter.previous().spec().get("rewritten").equals(alter.current().spec().get("rewritten"))) {
      content.rows.replaceAll((row, value) -> "spoiled");
      point();
    }
    content.structure = alter.current();
  }

  private void drop(DeclaredTarget previous) {
    check(!previous.managedByUser(), "The user manages this structure");
    Content content = content(previous.place());
    if (previous.type().equals(TABLE)) {
      content.rows.clear();
      point();
    }
    content.structure = null;
  }

  /** Works item by item; what it remembers and what it has to send become durable together. */
  private void job() {
    check(state.settled(), "A job started before the setup was done");
    rows.keySet().retainAll(state.liveGenerations());
    commit();
    for (String item : ITEMS) {
      List<Mutation> upserts = new ArrayList<>();
      List<Mutation> deletes = new ArrayList<>();
      Map<Integer, Map<String, Integer>> next = new HashMap<>();
      for (TrackedTarget target : state.liveTargets()) {
        next.put(target.generation(), process(item, target, upserts, deletes));
      }
      point();
      rows.putAll(next);
      upserts.addAll(deletes);
      pending = upserts;
      point();
      commit();
    }
  }

  private Map<String, Integer> process(
      String item, TrackedTarget target, List<Mutation> upserts, List<Mutation> deletes) {
    Map<String, Integer> known = rows.getOrDefault(target.generation(), Map.of());
    Map<String, Integer> next = new TreeMap<>(known);
    if (target.status() == Status.IN_USE) {
      Integer before = next.put(item, target.revision());
      if (before == null || before != target.revision()) {
        upserts.add(new Mutation(target.generation(), item, true));
      }
    } else if (next.remove(item) != null) {
      deletes.add(new Mutation(target.generation(), item, false));
    }
    return next;
  }

  private void commit() {
    for (Mutation mutation : pending) {
      if (state.liveGenerations().contains(mutation.generation())) {
        mutate(mutation, state.targetOfGeneration(mutation.generation()).orElseThrow().setup());
        point();
      }
    }
    pending = List.of();
  }

  private void mutate(Mutation mutation, DeclaredTarget target) {
    Content content = content(target.place());
    String name = rowName(target, mutation.row());
    if (mutation.upsert()) {
      check(content.structure != null, "A row was written to no structure");
      content.rows.put(name, rowValue(target));
    } else {
      content.rows.remove(name);
    }
  }

  private void letUserPrepare(List<DeclaredTarget> declared) {
    for (DeclaredTarget target : declared) {
      if (target.managedByUser()) {
        managedOnce.add(target.place());
        content(target.place()).structure = target;
      }
    }
  }

  private Content content(Place place) {
    return outside.computeIfAbsent(place, absent -> new Content());
  }

  private static Map<String, String> expectedRows(DeclaredTarget target) {
    Map<String, String> expected = new TreeMap<>();
    ITEMS.forEach(item -> expected.put(rowName(target, item), rowValue(target)));
    return expected;
  }

  private static String rowName(DeclaredTarget target, String item) {
    return item
        + "."
        + target.spec().get("recreated").asText()
        + target.schema().key().get(0).name();
  }

  private static String rowValue(DeclaredTarget target) {
    return target.spec().get("rewritten").asText() + target.shared();
  }

  private void point() {
    if (pointsLeft-- == 0) {
      throw new Crash();
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
