package dev.freshet.engine.item.memo;

import dev.freshet.api.Memo;
import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls memos, running their functions only for inputs whose results the store does not have. One
 * per worker process, used by several threads at once; an input that two of them need is computed
 * by one.
 *
 * <p>A result is the same whether it was computed or remembered: it always comes out of its bytes.
 * A function may call other memos, but not, directly or through them, its own.
 */
public final class Memos implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Memos.class);

  private final MemoStore store;
  private final ConcurrentMap<Identity, KnownMemo<?, ?>> known = new ConcurrentHashMap<>();
  private final CallsInFlight inFlight = new CallsInFlight();
  private final LongAdder calls = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder storeFailures = new LongAdder();
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @param store closed with this
   */
  public Memos(MemoStore store) {
    this.store = store;
  }

  /** As {@link #callAll} with one input. */
  public <I, O> O call(Memo<I, O> memo, I input) throws Exception {
    return callAll(memo, List.of(input)).get(0);
  }

  /**
   * Results in the order of the inputs. Equal inputs are computed once; what one batch call
   * returned is kept even if the next one fails.
   *
   * @throws Exception what the function threw, as it is
   */
  public <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) throws Exception {
    calls.add(inputs.size());
    MemoCall<I, O> call = new MemoCall<>(this, inFlight, known(memo), memo.maxBatch());
    List<O> results = call.results(inputs);
    hits.add(inputs.size() - call.misses());
    return results;
  }

  public MemoCounters counters() {
    return new MemoCounters(
        calls.sum(), hits.sum(), misses.sum(), storeFailures.sum(), store.bytes());
  }

  /** Closes the functions and the store. Calls still under way fail or finish. */
  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    for (KnownMemo<?, ?> memo : known.values()) {
      try {
        memo.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    store.close();
    if (failure != null) {
      throw failure;
    }
  }

  Map<Fingerprint, byte[]> find(Collection<Fingerprint> keys) {
    try {
      return store.get(keys);
    } catch (IOException e) {
      goOnWithout(e);
      return Map.of();
    }
  }

  void remember(Fingerprint key, byte[] result) {
    try {
      store.put(Map.of(key, result));
    } catch (IOException e) {
      goOnWithout(e);
    }
  }

  void countMisses(int inputs) {
    misses.add(inputs);
  }

  private void goOnWithout(IOException e) {
    storeFailures.increment();
    if (warned.compareAndSet(false, true)) {
      LOG.warn("Memo store failed; results are computed again until it works", e);
    }
  }

  @SuppressWarnings("unchecked")
  private <I, O> KnownMemo<I, O> known(Memo<I, O> memo) {
    return (KnownMemo<I, O>)
        known.computeIfAbsent(Identity.of(memo), identity -> new KnownMemo<>(memo));
  }

  private record Identity(String name, String version, Class<?> input, Class<?> output) {
    static Identity of(Memo<?, ?> memo) {
      return new Identity(memo.name(), memo.version(), memo.inputType(), memo.outputType());
    }
  }
}
