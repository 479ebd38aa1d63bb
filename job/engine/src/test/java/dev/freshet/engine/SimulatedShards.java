package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ShardComparison;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.ShardState;
import java.util.HashMap;
import java.util.Map;

/** Compares shards with what they were. */
final class SimulatedShards implements SimulatedChannel.Stage<ShardMessage> {
  private final long epoch;
  private final SimulatedChannel<ItemChange> output;
  private final Map<Fingerprint, byte[]> shards;

  SimulatedShards(long epoch, SimulatedSnapshot from, SimulatedChannel<ItemChange> output) {
    this.epoch = epoch;
    this.output = output;
    this.shards = new HashMap<>(from.shards);
  }

  @Override
  public void element(ShardMessage message) {
    ShardState before = state(message);
    if (message instanceof ShardMessage.Touched touched) {
      store(message, ShardComparison.touched(before, touched.key(), epoch));
      output.send(ItemChange.touched(touched.source(), touched.key(), touched.scan()));
    } else if (message instanceof ShardMessage.Removed removed) {
      store(message, ShardComparison.removed(before, removed.key()));
      output.send(ItemChange.gone(removed.source(), removed.key(), removed.scan()));
    } else if (message instanceof ShardMessage.Listed listed) {
      ShardComparison comparison = ShardComparison.compare(before, listed, epoch);
      if (comparison.stateChanged()) {
        store(message, comparison.state());
      }
      comparison.changes().forEach(output::send);
    }
  }

  private @Nullable ShardState state(ShardMessage message) {
    byte[] bytes = shards.get(message.id());
    return bytes == null ? null : ShardState.fromBytes(bytes);
  }

  private void store(ShardMessage message, @Nullable ShardState state) {
    if (state == null) {
      shards.remove(message.id());
    } else {
      shards.put(message.id(), state.toBytes());
    }
  }

  @Override
  public void watermark(long scan) {
    output.sendWatermark(scan);
  }

  @Override
  public void barrier(SimulatedSnapshot snapshot) {
    snapshot.shards = new HashMap<>(shards);
    output.sendBarrier(snapshot);
  }
}
