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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keeps who claims each row. */
final class SimulatedRows implements SimulatedChannel.Stage<RowClaim> {
  private final SimulatedDefinition definition;
  private final SimulatedChannel<Mutation> output;
  private final Map<Fingerprint, byte[]> rows;
  private final SimulatedSnapshot.Timers timers;
  private final Set<Fingerprint> contested = new HashSet<>();
  private long watermark;

  SimulatedRows(
      SimulatedDefinition definition, SimulatedSnapshot from, SimulatedChannel<Mutation> output) {
    this.definition = definition;
    this.output = output;
    this.rows = new HashMap<>(from.rows);
    this.timers = from.rowTimers.copy();
  }

  @Override
  public void element(RowClaim claim) {
    RowState before = row(claim.row());
    Comparator<Claimant> order = definition.shared() ? SimulatedDefinition.CLAIMANT_ORDER : null;
    RowDecision decision = RowDecision.decide(before, claim, order);
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
    if (decision.mutation() != null) {
      output.send(decision.mutation());
    }
  }

  private boolean isContested(@Nullable RowState row) {
    return row != null && row.contested() && !definition.shared();
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
    output.sendWatermark(scan);
  }

  @Override
  public void barrier(SimulatedSnapshot snapshot) {
    snapshot.rows = new HashMap<>(rows);
    snapshot.rowTimers = timers.copy();
    output.sendBarrier(snapshot);
  }

  /** The keys of rows that items disagreed about when the last scan ended. */
  Set<String> conflicts() {
    Set<String> keys = new TreeSet<>();
    for (Fingerprint id : contested) {
      RowState row = row(id);
      if (row != null) {
        keys.add(new String(row.key(), StandardCharsets.UTF_8));
      }
    }
    return keys;
  }

  /** How many rows are remembered. */
  int remembered() {
    return rows.size();
  }
}
