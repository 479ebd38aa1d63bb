package dev.freshet.engine.item;

import dev.freshet.api.Context;
import dev.freshet.api.Memo;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.row.DeclaredRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Collects what one call of an item function declares. One thread. */
final class DeclaringContext implements Context {
  private final RowEncoder encoder;
  private final Supplier<Memos> memos;
  private final Map<Fingerprint, DeclaredRow> rows = new LinkedHashMap<>();
  private @Nullable RuntimeException refused;

  DeclaringContext(RowEncoder encoder, Supplier<Memos> memos) {
    this.encoder = encoder;
    this.memos = memos;
  }

  @Override
  public <R extends Record> void declare(Target<R> target, R row) {
    try {
      DeclaredRow declared = encoder.encode(target, row);
      if (declared != null) {
        add(declared);
      }
    } catch (RuntimeException e) {
      refused = refused == null ? e : refused;
      throw e;
    }
  }

  private void add(DeclaredRow declared) {
    DeclaredRow other = rows.putIfAbsent(declared.id(), declared);
    if (other != null && !Arrays.equals(other.value(), declared.value())) {
      throw new IllegalArgumentException(
          "The item declares two different rows for " + encoder.describe(declared));
    }
  }

  @Override
  public <I, O> O call(Memo<I, O> memo, I input) throws Exception {
    return memos.get().call(memo, input);
  }

  @Override
  public <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) throws Exception {
    return memos.get().callAll(memo, inputs);
  }

  /** What was declared; throws what the function was told and may have caught. */
  List<DeclaredRow> rows() {
    if (refused != null) {
      throw refused;
    }
    return List.copyOf(rows.values());
  }
}
