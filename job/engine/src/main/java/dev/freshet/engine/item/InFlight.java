package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * The items that are being looked at: one look at a time each, the newest change waiting behind it.
 * One thread.
 */
public final class InFlight {
  private final Map<Fingerprint, Entry> entries = new HashMap<>();
  private final WatermarkGate gate;

  private static final class Entry {
    private ItemChange running;
    private @Nullable ItemChange waiting;
    private WatermarkGate.Ticket runningTicket;
    private WatermarkGate.@Nullable Ticket waitingTicket;
    private boolean stored;
    private boolean everStored;

    Entry(ItemChange running, WatermarkGate.Ticket ticket) {
      this.running = running;
      this.runningTicket = ticket;
    }

    /** What must be done again if the process dies now. */
    ItemChange toRepeat() {
      return waiting == null ? running : waiting.after(running);
    }
  }

  public InFlight(WatermarkGate gate) {
    this.gate = gate;
  }

  /** Returns the change if it is to be acted upon now; null if it waits for the running look. */
  public @Nullable ItemChange admit(Fingerprint id, ItemChange change) {
    Entry entry = entries.get(id);
    if (entry == null) {
      entries.put(id, new Entry(change, gate.admit()));
      return change;
    }
    if (entry.waitingTicket == null) {
      entry.waitingTicket = gate.admit();
    }
    entry.waiting = change.after(entry.waiting);
    entry.stored = false;
    return null;
  }

  /** Takes up again what a snapshot held. */
  public void restore(Fingerprint id, ItemChange change) {
    Entry entry = new Entry(change, gate.admit());
    entry.stored = true;
    entry.everStored = true;
    entries.put(id, entry);
  }

  /** Whether a snapshot may hold this item's change, so that it must be cleared when it is done. */
  public boolean isStored(Fingerprint id) {
    return Objects.requireNonNull(entries.get(id), "not in flight").everStored;
  }

  public boolean contains(Fingerprint id) {
    return entries.containsKey(id);
  }

  /**
   * The running look is done; returns the change that waited and is to be acted upon now, if any.
   */
  public @Nullable ItemChange finish(Fingerprint id) {
    Entry entry = Objects.requireNonNull(entries.get(id), "not in flight");
    entry.runningTicket.done();
    ItemChange next = entry.waiting;
    if (next == null) {
      entries.remove(id);
      return null;
    }
    entry.running = next;
    entry.runningTicket = Objects.requireNonNull(entry.waitingTicket);
    entry.waiting = null;
    entry.waitingTicket = null;
    entry.stored = false;
    return next;
  }

  /** Hands out everything that a snapshot must hold and does not hold yet. */
  public void forEachUnstored(BiConsumer<Fingerprint, ItemChange> store) {
    entries.forEach(
        (id, entry) -> {
          if (!entry.stored) {
            store.accept(id, entry.toRepeat());
            entry.stored = true;
            entry.everStored = true;
          }
        });
  }

  public int size() {
    return entries.size();
  }
}
