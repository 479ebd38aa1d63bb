package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.row.Destination;
import dev.freshet.engine.row.Fence;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.Rejection;
import dev.freshet.engine.setup.DeclaredTarget;
import dev.freshet.engine.setup.SetupStep;
import dev.freshet.engine.setup.TrackedTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The places that targets write to, row by row in the order of the batch, so that a failure leaves
 * it torn. Outlives the processes that write to it, and holds rows of others.
 *
 * <p>It is as unkind as the contracts allow: creating a table empties one that is there, and
 * altering one spoils the rows that are to be written again.
 */
final class SimulatedTarget {
  private static final int NEVER = Integer.MAX_VALUE;
  private static final String FOREIGN = "foreign";

  private final SimulatedFaults faults;
  private final Map<String, Place> places = new TreeMap<>();
  private final Set<String> foreign = new TreeSet<>();
  private final Set<String> poison = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private Random random = new Random(0);
  private boolean down;
  private int rowsUntilCrash = NEVER;
  private int writes;

  private static final class Place {
    @Nullable DeclaredTarget structure;
    final Map<String, String> rows = new TreeMap<>();
  }

  SimulatedTarget(SimulatedFaults faults) {
    this.faults = faults;
  }

  /** Decides which part of a torn batch is applied. */
  void use(Random newRandom) {
    random = newRandom;
  }

  /** Everything at a place, rows of others included. */
  Map<String, String> rows(SimulatedDefinition.Shape shape) {
    return Collections.unmodifiableMap(place(shape.type(), shape.place()).rows);
  }

  /** Others write to this place too. */
  void putForeignRow(String type, String place) {
    place(type, place).rows.put(FOREIGN, "theirs");
    foreign.add(type + " " + place);
  }

  /** Changes a row behind the engine's back. */
  void meddle(SimulatedDefinition.Shape shape, String row, String value) {
    place(shape.type(), shape.place()).rows.put(row, value);
  }

  /** What others wrote to this place and nobody may touch. */
  Map<String, String> foreignRows(String type, String place) {
    return foreign.contains(type + " " + place) ? Map.of(FOREIGN, "theirs") : Map.of();
  }

  /**
   * @param used places, named by type and place
   */
  void expectNothingOfOursExcept(Set<String> used) {
    places.forEach(
        (name, place) -> {
          if (!used.contains(name)) {
            Map<String, String> theirs =
                foreign.contains(name) ? Map.of(FOREIGN, "theirs") : Map.of();
            assertThat(place.rows).as("rows left in " + name).isEqualTo(theirs);
            assertThat(place.structure).as("structure left in " + name).isNull();
          }
        });
  }

  /** Writing this row fails the whole call. */
  void poison(String row) {
    poison.add(row);
  }

  /** The connector rejects this row by itself. */
  void refuse(String row) {
    refused.add(row);
  }

  void goDown() {
    down = true;
  }

  /** The process dies when this many rows more were written. */
  void crashAfter(int rowCount) {
    rowsUntilCrash = rowCount;
  }

  void heal() {
    poison.clear();
    refused.clear();
    down = false;
    rowsUntilCrash = NEVER;
  }

  /** How many rows were written or deleted. */
  int writes() {
    return writes;
  }

  private Place place(String type, String place) {
    return places.computeIfAbsent(type + " " + place, missing -> new Place());
  }

  private Place place(DeclaredTarget target) {
    return place(target.type(), target.persistentKey());
  }

  void change(SetupStep step) throws Exception {
    faults.around(Point.SETUP_STEP, () -> apply(step, true), () -> apply(step, false));
  }

  private void apply(SetupStep step, boolean whole) {
    if (step instanceof SetupStep.Create create) {
      emptyTable(create.current());
      setStructure(create.current(), create.current(), whole);
    } else if (step instanceof SetupStep.Alter alter) {
      alter(alter, whole);
    } else if (step instanceof SetupStep.Drop drop) {
      emptyTable(drop.previous());
      setStructure(drop.previous(), null, whole);
    }
  }

  private void emptyTable(DeclaredTarget target) {
    if (target.type().equals(SimulatedDefinition.TABLE)) {
      place(target).rows.clear();
    }
  }

  private void alter(SetupStep.Alter alter, boolean whole) {
    Place place = place(alter.current());
    DeclaredTarget found = place.structure;
    if (found == null || !isLike(found, alter.previous()) && !isLike(found, alter.current())) {
      throw new AssertionError("Altered what was neither the one nor the other");
    }
    if (!alter.previous().schema().equals(alter.current().schema())) {
      place.rows.replaceAll((row, value) -> row.equals(FOREIGN) ? value : "spoiled");
    }
    setStructure(alter.current(), alter.current(), whole);
  }

  private static boolean isLike(DeclaredTarget one, DeclaredTarget other) {
    return one.spec().equals(other.spec()) && one.schema().equals(other.schema());
  }

  private void setStructure(
      DeclaredTarget where, @Nullable DeclaredTarget structure, boolean whole) {
    if (whole) {
      place(where).structure = structure;
    }
  }

  /** A connection of one run; mutations of generations that it does not know are left out. */
  Destination open(SimulatedRun run, Fence fence) {
    return new Destination() {
      @Override
      public List<Rejection> mutate(List<Mutation> mutations, long sequence) throws Exception {
        if (down) {
          throw new Unavailable("down");
        }
        List<Rejection> rejections = new ArrayList<>();
        faults.around(
            Point.MUTATE,
            () -> {
              rejections.clear();
              rejections.addAll(SimulatedTarget.this.mutate(mutations, run, fence));
            },
            () -> SimulatedTarget.this.mutate(anyPart(mutations), run, fence));
        return rejections;
      }

      @Override
      public void close() {}
    };
  }

  private List<Mutation> anyPart(List<Mutation> mutations) {
    List<Mutation> part = new ArrayList<>(mutations);
    Collections.shuffle(part, random);
    return part.subList(0, random.nextInt(part.size() + 1));
  }

  private List<Rejection> mutate(List<Mutation> mutations, SimulatedRun run, Fence fence)
      throws Exception {
    List<Rejection> rejections = new ArrayList<>();
    for (Mutation mutation : mutations) {
      String row = new String(mutation.key(), StandardCharsets.UTF_8);
      if (rowsUntilCrash != NEVER && --rowsUntilCrash < 0) {
        rowsUntilCrash = NEVER;
        throw new SimulatedFaults.Crash();
      }
      TrackedTarget target = run.setup().targetOfGeneration(mutation.generation()).orElse(null);
      if (target == null || !run.isLive(mutation.generation())) {
        continue;
      }
      passRow(target.setup(), fence);
      if (poison.contains(row)) {
        throw new IllegalStateException("poison " + row);
      }
      if (refused.contains(row)) {
        rejections.add(new Rejection(mutation, "refused"));
      } else {
        write(target.setup(), row, mutation.value());
      }
    }
    return rejections;
  }

  /** A folder is written row by row; a table in one transaction, or none that holds it together. */
  private void passRow(DeclaredTarget target, Fence fence) throws Exception {
    if (target.type().equals(SimulatedDefinition.TABLE)) {
      faults.pass(Point.TABLE_ROW);
    } else {
      faults.pass(Point.FILE);
      fence.check();
    }
  }

  private void write(DeclaredTarget target, String row, byte @Nullable [] value) {
    writes++;
    Place to = place(target);
    if (value == null) {
      to.rows.remove(row);
    } else {
      if (to.structure == null) {
        throw new AssertionError("A row was written to no structure");
      }
      to.rows.put(row, written(target, new String(value, StandardCharsets.UTF_8)));
    }
  }

  private static String written(DeclaredTarget target, String value) {
    String column = target.schema().value().get(0).name();
    return column.equals("value") ? value : column + ":" + value;
  }

  /** The value as a target of this shape shows it. */
  static String shown(SimulatedDefinition.Shape shape, String value) {
    return written(shape.declared("any"), value);
  }
}
