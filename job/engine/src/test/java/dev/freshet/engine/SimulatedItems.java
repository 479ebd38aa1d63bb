package dev.freshet.engine;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.FunctionCall;
import dev.freshet.engine.item.InFlight;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ItemDecision;
import dev.freshet.engine.item.ItemState;
import dev.freshet.engine.item.Look;
import dev.freshet.engine.item.Outcome;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.item.WatermarkGate;
import dev.freshet.engine.row.RowClaim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Looks at items that may have changed. Reading, which takes what the source holds at that moment,
 * and taking the answer are steps of their own, in any order of items.
 */
final class SimulatedItems implements SimulatedChannel.Stage<ItemChange>, Look.Asker {
  private final SimulatedRun run;
  private final SimulatedFaults faults;
  private final Map<Integer, SimulatedSource> sources;
  private final FunctionCall function;
  private final SimulatedChannel<RowClaim> output;
  private final Map<Fingerprint, byte[]> items;
  private final Map<Fingerprint, byte[]> pending;
  private final Map<Fingerprint, byte[]> troubles;
  private final SimulatedSnapshot.Timers timers;
  private final WatermarkGate gate = new WatermarkGate();
  private final InFlight inFlight = new InFlight(gate);
  private final List<Look> toRead = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private long latestScan;

  private record Answer(Look look, Outcome outcome) {}

  SimulatedItems(
      SimulatedRun run,
      SimulatedJob.World world,
      SimulatedSnapshot from,
      SimulatedChannel<RowClaim> output) {
    this.run = run;
    this.faults = world.faults();
    this.sources = world.sources();
    this.function = SimulatedFunction.of(run, faults, world.memos());
    this.output = output;
    this.items = new HashMap<>(from.items);
    this.pending = new HashMap<>(from.pending);
    this.troubles = new HashMap<>(from.troubles);
    this.timers = from.itemTimers.copy();
    for (Map.Entry<Fingerprint, byte[]> entry : Map.copyOf(pending).entrySet()) {
      ItemChange change = ItemChange.read(new BinaryReader(entry.getValue()));
      inFlight.restore(entry.getKey(), change);
      act(entry.getKey(), change);
    }
  }

  @Override
  public void element(ItemChange change) {
    Fingerprint id = change.id();
    latestScan = Math.max(latestScan, change.scan());
    if (!inFlight.contains(id)
        && run.knows(change.source())
        && ItemDecision.skips(item(id), change, run.logicFingerprint())) {
      return;
    }
    admit(id, change);
  }

  private void admit(Fingerprint id, ItemChange change) {
    ItemChange now = inFlight.admit(id, change);
    if (now != null) {
      act(id, now);
    }
  }

  private void act(Fingerprint id, ItemChange change) {
    ItemChange next = change;
    while (next != null && (next.kind() == ItemChange.Kind.GONE || !run.knows(next.source()))) {
      apply(id, next, ItemDecision.gone(item(id), next.claimant()));
      next = finish(id);
    }
    if (next != null) {
      Fingerprint known = ItemDecision.knownContent(item(id), run.logicFingerprint());
      toRead.add(new Look(id, next, known, this));
    }
  }

  int reads() {
    return toRead.size();
  }

  int answers() {
    return answers.size();
  }

  /** Reads one item and runs the function on it. */
  void read(int index) {
    Look look = toRead.remove(index);
    ItemChange change = look.change();
    try {
      faults.pass(Point.READ);
      ItemContent content = sources.get(run.sourceOf(change.source())).read(change.key());
      done(look, content == null ? new Outcome.Vanished() : outcome(look, content));
    } catch (IOException e) {
      done(look, new Outcome.Failed(String.valueOf(e.getMessage())));
    }
  }

  private Outcome outcome(Look look, ItemContent content) {
    if (content.failure() != null) {
      return new Outcome.Failed("unreadable");
    }
    try {
      faults.pass(Point.FINGERPRINT);
      return function.run(look, content);
    } catch (Exception e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public void done(Look look, Outcome outcome) {
    answers.add(new Answer(look, outcome));
  }

  /** Decides what follows from one look. */
  void answer(int index) {
    Answer answer = answers.remove(index);
    Fingerprint id = answer.look().id();
    ItemChange change = answer.look().change();
    apply(id, change, ItemDecision.of(item(id), trouble(id), change, answer.outcome()));
    ItemChange next = finish(id);
    if (next != null) {
      act(id, next);
    }
    emitWatermarks();
  }

  private @Nullable ItemChange finish(Fingerprint id) {
    if (inFlight.isStored(id)) {
      pending.remove(id);
    }
    return inFlight.finish(id);
  }

  private void apply(Fingerprint id, ItemChange change, ItemDecision decision) {
    store(items, id, decision.state() == null ? null : decision.state().toBytes());
    Trouble trouble = decision.trouble();
    store(troubles, id, trouble == null ? null : trouble.toBytes());
    if (trouble != null) {
      timers.register(id, Math.max(latestScan, change.scan()) + trouble.backoff());
    }
    decision.claims().forEach(output::send);
  }

  private static void store(
      Map<Fingerprint, byte[]> state, Fingerprint id, byte @Nullable [] bytes) {
    if (bytes == null) {
      state.remove(id);
    } else {
      state.put(id, bytes);
    }
  }

  private @Nullable ItemState item(Fingerprint id) {
    byte[] bytes = items.get(id);
    return bytes == null ? null : ItemState.fromBytes(bytes);
  }

  private @Nullable Trouble trouble(Fingerprint id) {
    byte[] bytes = troubles.get(id);
    return bytes == null ? null : Trouble.fromBytes(bytes);
  }

  @Override
  public void watermark(long scan) {
    latestScan = Math.max(latestScan, scan);
    for (Fingerprint id : timers.due(scan)) {
      Trouble trouble = trouble(id);
      if (trouble != null && !inFlight.contains(id)) {
        admit(id, trouble.retry(latestScan));
      }
    }
    gate.watermark(scan);
    emitWatermarks();
  }

  private void emitWatermarks() {
    for (OptionalLong next = gate.poll(); next.isPresent(); next = gate.poll()) {
      output.sendWatermark(next.getAsLong());
    }
  }

  @Override
  public void barrier(SimulatedSnapshot snapshot) {
    inFlight.forEachUnstored((id, change) -> pending.put(id, change.toBytes()));
    snapshot.items = new HashMap<>(items);
    snapshot.pending = new HashMap<>(pending);
    snapshot.troubles = new HashMap<>(troubles);
    snapshot.itemTimers = timers.copy();
    output.sendBarrier(snapshot);
  }

  List<Trouble> troubles() {
    return troubles.values().stream().map(Trouble::fromBytes).toList();
  }

  /** How many items are remembered. */
  int remembered() {
    return items.size();
  }
}
