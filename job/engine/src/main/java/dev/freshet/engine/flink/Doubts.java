package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemId;
import dev.freshet.engine.item.ItemState;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.Difference;
import dev.freshet.engine.row.RowState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The rows of ours that are not in their targets as they are remembered, and the items whose values
 * they should have. What is remembered of such a row's value is in doubt: it equals nothing, so
 * that the item's next claim is written. Immutable.
 */
final class Doubts {
  static final Doubts NONE = new Doubts();

  private final Set<Fingerprint> rows = new HashSet<>();
  private final Map<Fingerprint, Claimant> items = new HashMap<>();

  /** Those that a verification left in the state directory. */
  static Doubts read(Path flowDirectory) throws IOException {
    Doubts doubts = new Doubts();
    var unused = DifferenceFile.readAll(flowDirectory, doubts::add);
    return doubts;
  }

  private void add(Difference difference) {
    Claimant claimant = difference.claimant();
    if (claimant != null) {
      rows.add(difference.row());
      items.put(ItemId.of(claimant.source(), claimant.key()), claimant);
    }
  }

  /** The items that have to run again, by the places of their states. */
  Map<Fingerprint, Claimant> items() {
    return items;
  }

  boolean concernsItem(Fingerprint id) {
    return items.containsKey(id);
  }

  @Nullable
  ItemState in(Fingerprint id, @Nullable ItemState item) {
    return item == null || !items.containsKey(id) ? item : item.doubting(rows);
  }

  @Nullable
  RowState in(Fingerprint id, @Nullable RowState row) {
    return row == null || !rows.contains(id) ? row : row.inDoubt();
  }
}
