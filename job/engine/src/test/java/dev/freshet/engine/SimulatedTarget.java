package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import dev.freshet.engine.row.Destination;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows by generation and key, written one by one in the order of the batch, so that a failure
 * leaves it torn. Outlives the processes that write to it.
 */
final class SimulatedTarget {
  private static final int NEVER = Integer.MAX_VALUE;

  private final Map<Integer, Map<String, String>> rows = new HashMap<>();
  private final Set<String> poison = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private boolean down;
  private int rowsUntilCrash = NEVER;
  private int writes;

  /** The process is gone, in the middle of a call. */
  static final class Crash extends VirtualMachineError {
    private static final long serialVersionUID = 1L;
  }

  Map<String, String> rows(int generation) {
    return rows.computeIfAbsent(generation, missing -> new TreeMap<>());
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

  /** A change of structure that leaves rows which must be written again. */
  void spoil(int generation) {
    rows(generation).replaceAll((row, value) -> "spoiled");
  }

  /** How many rows were written or deleted. */
  int writes() {
    return writes;
  }

  /**
   * @param generation the only one that is live
   */
  Destination open(int generation) {
    return new Destination() {
      @Override
      public List<Rejection> mutate(List<Mutation> mutations, long sequence) throws Exception {
        return SimulatedTarget.this.mutate(mutations, generation);
      }

      @Override
      public void close() {}
    };
  }

  private List<Rejection> mutate(List<Mutation> mutations, int live) throws Exception {
    if (down) {
      throw new Unavailable("down");
    }
    List<Rejection> rejections = new ArrayList<>();
    for (Mutation mutation : mutations) {
      String row = new String(mutation.key(), StandardCharsets.UTF_8);
      if (rowsUntilCrash != NEVER && --rowsUntilCrash < 0) {
        rowsUntilCrash = NEVER;
        throw new Crash();
      }
      if (mutation.generation() != live) {
        continue;
      }
      if (poison.contains(row)) {
        throw new IllegalStateException("poison " + row);
      }
      if (refused.contains(row)) {
        rejections.add(new Rejection(mutation, "refused"));
      } else {
        write(rows(live), row, mutation.value());
      }
    }
    return rejections;
  }

  private void write(Map<String, String> to, String row, byte @Nullable [] value) {
    writes++;
    if (value == null) {
      to.remove(row);
    } else {
      to.put(row, new String(Objects.requireNonNull(value), StandardCharsets.UTF_8));
    }
  }
}
