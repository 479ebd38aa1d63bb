package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import dev.freshet.engine.row.RowDecision;
import dev.freshet.engine.row.RowState;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keeps who claims each row. What follows goes to the writer that the row belongs to. */
final class SimulatedRows implements SimulatedChannel.Stage<RowClaim> {
  private final SimulatedRun run;
  private final List<SimulatedChannel<Mutation>> outputs;
  private final Map<Fingerprint, byte[]> rows;
  private final SimulatedSnapshot.Timers timers;
  private final Set<Fingerprint> contested = new HashSet<>();
  private long watermark;

  SimulatedRows(
      SimulatedRun run, SimulatedSnapshot from, List<SimulatedChannel<Mutation>> outputs) {
    this.run = run;
    this.outputs = outputs;
    this.rows = new HashMap<>(from.rows);
    this.timers = from.rowTimers.copy();
  }

  @Override
  public void element(RowClaim claim) {
    RowState before = row(claim.row());
    RowDecision decision = RowDecision.decide(before, claim, order(claim, before));
    RowState after = decision.state();
    if (after == null) {
      rows.remove(claim.row());
    } else {
      rows.put(claim.row(), after.toBytes());
    }
    if (isContested(after)) {
      timers.register(claim.row(), watermark + 1);
    } else {
      contested.remove(claim.row());
    }
    Mutation mutation = decision.mutation();
    if (mutation != null) {
      outputs.get(Math.floorMod(mutation.row().hashCode(), outputs.size())).send(mutation);
    }
  }

  private @Nullable Comparator<Claimant> order(RowClaim claim, @Nullable RowState before) {
    int generation = claim.declared() != null ? claim.declared().generation() : -1;
    if (generation < 0 && before != null) {
      generation = before.generation();
    }
    return run.isShared(generation) ? run.claimantOrder() : null;
  }

  private boolean isContested(@Nullable RowState row) {
    return row != null && row.contested() && !run.isShared(row.generation());
  }

  private @Nullable RowState row(Fingerprint id) {
    byte[] bytes = rows.get(id);
    return bytes == null ? null : RowState.fromBytes(bytes);
  }

  @Override
  public void watermark(long scan) {
    watermark = scan;
    for (Fingerprint id : timers.due(scan)) {
      if (isContested(row(id))) {
        contested.add(id);
        timers.register(id, scan + 1);
      } else {
        contested.remove(id);
      }
    }
    outputs.forEach(output -> output.sendWatermark(scan));
  }

  @Override
  public void barrier(SimulatedSnapshot snapshot) {
    snapshot.rows = new HashMap<>(rows);
    snapshot.rowTimers = timers.copy();
    outputs.forEach(output -> output.sendBarrier(snapshot));
  }

  /** The rows, as target/key, that items disagreed about when the last scan ended. */
  Set<String> conflicts() {
    Set<String> keys = new TreeSet<>();
    for (Fingerprint id : contested) {
      RowState row = row(id);
      if (row != null) {
        String key = new String(row.key(), StandardCharsets.UTF_8);
        keys.add(run.nameOf(row.generation()) + "/" + key);
      }
    }
    return keys;
  }

  /** How many rows of this generation are remembered. */
  long remembered(int generation) {
    return rows.values().stream()
        .filter(bytes -> RowState.fromBytes(bytes).generation() == generation)
        .count();
  }
}
