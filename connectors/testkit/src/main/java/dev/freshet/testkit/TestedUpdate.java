package dev.freshet.testkit;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.item.FunctionCall;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ItemDecision;
import dev.freshet.engine.item.Listing;
import dev.freshet.engine.item.Look;
import dev.freshet.engine.item.Outcome;
import dev.freshet.engine.item.ShardComparison;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import dev.freshet.engine.row.RowDecision;
import dev.freshet.engine.row.RowState;
import dev.freshet.testkit.Changes.Conflict;
import dev.freshet.testkit.Changes.FailedItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One update of a tested flow: a scan of every source, until it is processed and applied. */
final class TestedUpdate {
  private static final Look.Asker NOBODY =
      new Look.Asker() {
        @Override
        public boolean cancelled() {
          return false;
        }

        @Override
        public void done(Look look, Outcome outcome) {}
      };

  private final FlowDefinition flow;
  private final TestedFlow state;
  private final Function<String, MemoryItems> items;
  private final MemoCalls memoCalls;
  private final Memos memos;
  private final Changes changes;
  private final Map<Fingerprint, Mutation> mutations = new LinkedHashMap<>();
  private final Comparator<Claimant> sharedOrder;

  TestedUpdate(
      FlowDefinition flow,
      TestedFlow state,
      Function<String, MemoryItems> items,
      MemoCalls memoCalls,
      Memos memos,
      Changes changes) {
    this.flow = flow;
    this.state = state;
    this.items = items;
    this.memoCalls = memoCalls;
    this.memos = memos;
    this.changes = changes;
    this.sharedOrder =
        Comparator.comparing((Claimant claimant) -> state.sourceName(claimant.source()))
            .thenComparing(Claimant::key);
  }

  /**
   * @throws IOException if a source cannot be listed; nothing has changed then
   */
  void run() throws IOException {
    Map<SourceDefinition, Listing> listings = new LinkedHashMap<>();
    for (SourceDefinition source : flow.sources()) {
      Listing listing = new Listing(1);
      items.apply(source.name()).list().forEach(listing::add);
      listings.put(source, listing);
    }
    leaveOthers();
    for (Map.Entry<SourceDefinition, Listing> listed : listings.entrySet()) {
      scan(listed.getKey(), listed.getValue());
    }
    mutations.values().forEach(this::apply);
    changes.called(memoCalls.drain());
    state.rows.values().stream().filter(this::isConflict).forEach(this::report);
  }

  /** The items of sources that left the flow release what they claim. */
  private void leaveOthers() {
    Set<Integer> left = new HashSet<>(state.shards.keySet());
    flow.sources().forEach(source -> left.remove(state.sourceId(source.name())));
    for (int source : left) {
      for (ItemChange change : compare(source, new Listing(1), state.nextScan())) {
        apply(change, ItemDecision.gone(state.items.get(change.id()), change.claimant()));
      }
    }
  }

  private void scan(SourceDefinition source, Listing listing) throws IOException {
    int id = state.sourceId(source.name());
    long scan = state.nextScan();
    Fingerprint logic = state.logic(source);
    FunctionCall call =
        new FunctionCall(
            memoCalls.watching(source.function()),
            logic,
            new TestedRows(flow, source, state),
            () -> memos);
    Map<Fingerprint, ItemChange> due = new LinkedHashMap<>();
    for (ItemChange change : compare(id, listing, scan)) {
      due.put(change.id(), change);
    }
    for (Map.Entry<Fingerprint, Trouble> trouble : state.troubles.entrySet()) {
      if (trouble.getValue().source() == id) {
        due.putIfAbsent(trouble.getKey(), trouble.getValue().retry(scan));
      }
    }
    for (ItemChange change : due.values()) {
      look(source, change, logic, call);
    }
  }

  private List<ItemChange> compare(int source, Listing listing, long scan) {
    ShardMessage.Listed listed =
        new ShardMessage.Listed(source, 0, scan, listing.takeShard(0, 1), false);
    ShardComparison comparison =
        ShardComparison.compare(state.shards.get(source), listed, state.epoch());
    put(state.shards, source, comparison.state());
    return comparison.changes();
  }

  private void look(
      SourceDefinition source, ItemChange change, Fingerprint logic, FunctionCall call)
      throws IOException {
    Fingerprint id = change.id();
    if (change.kind() == ItemChange.Kind.GONE) {
      apply(change, ItemDecision.gone(state.items.get(id), change.claimant()));
    } else if (!ItemDecision.skips(state.items.get(id), change, logic)) {
      Fingerprint known = ItemDecision.knownContent(state.items.get(id), logic);
      Outcome outcome = outcome(source, new Look(id, change, known, NOBODY), call);
      Trouble before = state.troubles.get(id);
      apply(change, ItemDecision.of(state.items.get(id), before, change, outcome));
    }
  }

  private Outcome outcome(SourceDefinition source, Look look, FunctionCall call)
      throws IOException {
    String key = look.change().key();
    List<ItemContent> read = items.apply(source.name()).read(List.of(key));
    if (read.isEmpty()) {
      return new Outcome.Vanished();
    }
    Exception unreadable = read.get(0).failure();
    if (unreadable != null) {
      return failed(source, key, unreadable);
    }
    try {
      Outcome outcome = call.run(look, read.get(0));
      if (outcome instanceof Outcome.Declared) {
        changes.ran(source.name(), key);
      }
      return outcome;
    } catch (Exception | StackOverflowError | AssertionError e) {
      changes.ran(source.name(), key);
      return failed(source, key, e);
    }
  }

  private Outcome failed(SourceDefinition source, String key, Throwable cause) {
    changes.failed(new FailedItem(source.name(), key, cause));
    return new Outcome.Failed(Failures.describe(cause));
  }

  private void apply(ItemChange change, ItemDecision decision) {
    put(state.items, change.id(), decision.state());
    put(state.troubles, change.id(), decision.trouble());
    decision.claims().forEach(this::claim);
  }

  private void claim(RowClaim claim) {
    RowState before = state.rows.get(claim.row());
    int generation =
        claim.declared() != null
            ? claim.declared().generation()
            : before == null ? -1 : before.generation();
    TestedTarget target = state.targetOf(generation);
    boolean shared = target != null && target.definition().shared();
    RowDecision decision = RowDecision.decide(before, claim, shared ? sharedOrder : null);
    put(state.rows, claim.row(), decision.state());
    Mutation mutation = decision.mutation();
    if (mutation != null && target != null) {
      mutations.remove(mutation.row());
      mutations.put(mutation.row(), mutation);
    }
  }

  private void apply(Mutation mutation) {
    TestedTarget target = state.targetOf(mutation.generation());
    if (target == null) {
      return;
    }
    RowCodec<?> codec = target.codec();
    Row key = codec.decodeKey(mutation.key());
    byte[] encoded = mutation.value();
    if (encoded != null) {
      Row value = codec.decodeValue(encoded);
      target.rows().upsert(key, value);
      changes.upserted(target.name(), codec.create(key, value));
      return;
    }
    Row deleted = target.rows().delete(key);
    if (deleted != null) {
      changes.deleted(target.name(), codec.create(key, deleted));
    }
  }

  private boolean isConflict(RowState row) {
    TestedTarget target = state.targetOf(row.generation());
    return target != null && !target.definition().shared() && row.contested();
  }

  private void report(RowState row) {
    TestedTarget target = state.targetOf(row.generation());
    if (target == null) {
      return;
    }
    RowCodec<?> codec = target.codec();
    Row key = codec.decodeKey(row.key());
    List<String> claimants = new ArrayList<>();
    for (Claimant claimant : row.contestants()) {
      claimants.add(state.sourceName(claimant.source()) + " " + Texts.quoted(claimant.key()));
    }
    Row value = target.rows().get(key);
    if (value != null) {
      changes.contested(new Conflict(target.name(), codec.create(key, value), claimants));
    }
  }

  private static <K, V> void put(Map<K, V> states, K id, @Nullable V state) {
    if (state == null) {
      states.remove(id);
    } else {
      states.put(id, state);
    }
  }
}
