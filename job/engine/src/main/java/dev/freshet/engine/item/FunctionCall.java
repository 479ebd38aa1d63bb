package dev.freshet.engine.item;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.encoding.RecordType;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.row.DeclaredRow;
import java.util.List;
import java.util.function.Supplier;

/** Runs one item function where the content is not the one it ran on before. Thread safe. */
public final class FunctionCall implements ItemCall {
  private final ItemFunction function;
  private final Fingerprint logic;
  private final RowEncoder encoder;
  private final Supplier<Memos> memos;

  public FunctionCall(
      ItemFunction function, Fingerprint logic, RowEncoder encoder, Supplier<Memos> memos) {
    this.function = function;
    this.logic = logic;
    this.encoder = encoder;
    this.memos = memos;
  }

  @Override
  public Outcome run(Look look, ItemContent read) throws Exception {
    Object content = asRowOrBytes(read.content());
    Fingerprint fingerprint = fingerprint(content);
    if (fingerprint.equals(look.knownContent())) {
      return new Outcome.Unchanged(read.version());
    }
    List<DeclaredRow> rows = declare(read.key(), content);
    return new Outcome.Declared(read.version(), fingerprint, logic, rows);
  }

  /** The rows that the function declares for this content. */
  public List<DeclaredRow> declare(String key, Object content) throws Exception {
    DeclaringContext context = new DeclaringContext(encoder, memos);
    function.apply(new ContentItem(key, asRowOrBytes(content)), context);
    return context.rows();
  }

  private static Object asRowOrBytes(@Nullable Object content) {
    if (content == null) {
      throw new IllegalStateException("The source delivered neither content nor a failure");
    }
    if (content instanceof byte[] || content instanceof Row) {
      return content;
    }
    if (content instanceof Record record) {
      return asRow(record);
    }
    throw new IllegalStateException(
        "A source must deliver bytes, a Row or a record; found " + content.getClass().getName());
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> Row asRow(R record) {
    RecordType<R> type = RecordType.of((Class<R>) record.getClass());
    return new Row(type.fields(), type.values(record));
  }

  private static Fingerprint fingerprint(Object content) {
    if (content instanceof byte[] bytes) {
      return Fingerprint.of(bytes);
    }
    Row row = (Row) content;
    BinaryWriter out = new BinaryWriter(256);
    CanonicalEncoding.writeSchema(row.fields(), out);
    return Fingerprint.of(out.putRaw(CanonicalEncoding.encode(row.fields(), row.values())));
  }
}
