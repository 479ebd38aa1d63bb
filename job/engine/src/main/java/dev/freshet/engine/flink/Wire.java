package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.row.ListedRow;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What travels between operators, each in the encoding of its own class. The names are in state.
 */
enum Wire {
  FINGERPRINT(Fingerprint.class, Fingerprint::write, Fingerprint::read),
  SHARD_MESSAGE(ShardMessage.class, ShardMessage::write, ShardMessage::read),
  ITEM_CHANGE(ItemChange.class, ItemChange::write, ItemChange::read),
  ROW_CLAIM(RowClaim.class, RowClaim::write, RowClaim::read),
  MUTATION(Mutation.class, Mutation::write, Mutation::read),
  LISTED_ROW(ListedRow.class, ListedRow::write, ListedRow::read);

  private final Class<?> type;
  private final BiConsumer<Object, BinaryWriter> write;
  private final Function<BinaryReader, ?> read;

  <T> Wire(Class<T> type, BiConsumer<T, BinaryWriter> write, Function<BinaryReader, T> read) {
    this.type = type;
    this.write = (value, out) -> write.accept(type.cast(value), out);
    this.read = read;
  }

  Class<?> type() {
    return type;
  }

  void write(Object value, BinaryWriter out) {
    write.accept(value, out);
  }

  Object read(BinaryReader in) {
    return read.apply(in);
  }
}
