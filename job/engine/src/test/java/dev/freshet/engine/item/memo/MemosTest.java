package dev.freshet.engine.item.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Memo;
import dev.freshet.api.Memo.BatchFunction;
import dev.freshet.api.Memo.GradualFunction;
import dev.freshet.api.Memo.Ready;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemosTest {
  private final InMemoryMemoStore store = new InMemoryMemoStore();
  private final Memos memos = new Memos(store);
  private final List<List<String>> batches = new CopyOnWriteArrayList<>();

  private Memo<String, Integer> lengths(int maxBatch) {
    return lengths("1", maxBatch);
  }

  private Memo<String, Integer> lengths(String version, int maxBatch) {
    return memo(
        version,
        maxBatch,
        texts -> {
          batches.add(texts);
          return texts.stream().map(String::length).toList();
        });
  }

  private static Memo<String, Integer> memo(
      String version, int maxBatch, BatchFunction<String, Integer> function) {
    return Memo.batched("length", version, String.class, Integer.class, maxBatch, () -> function);
  }

  @Test
  void runsTheFunctionOnlyForInputsItHasNotSeen() throws Exception {
    assertThat(memos.call(lengths(1), "abc")).isEqualTo(3);
    assertThat(memos.call(lengths(1), "abc")).isEqualTo(3);
    assertThat(new Memos(store).call(lengths(1), "abc")).isEqualTo(3);

    assertThat(batches).containsExactly(List.of("abc"));
  }

  @Test
  void givesAllMissesToTheFunctionTogether() throws Exception {
    memos.call(lengths(10), "b");

    List<Integer> results = memos.callAll(lengths(10), List.of("ccc", "b", "aa", "ccc", "", "aa"));

    assertThat(results).containsExactly(3, 1, 2, 3, 0, 2);
    assertThat(batches).containsExactly(List.of("b"), List.of("ccc", "aa", ""));
  }

  /** Fails at an empty text. */
  private static final class OneByOne implements GradualFunction<String, Integer> {
    final List<String> computed = new ArrayList<>();

    @Override
    public List<Integer> apply(List<String> texts, Ready<Integer> ready) {
      for (int i = 0; i < texts.size(); i++) {
        if (texts.get(i).isEmpty()) {
          throw new IllegalStateException("nothing there");
        }
        computed.add(texts.get(i));
        ready.accept(i, texts.get(i).length());
      }
      return texts.stream().map(String::length).toList();
    }
  }

  @Test
  void whatAFunctionHandedOverIsRememberedThoughTheRestFails() throws Exception {
    OneByOne function = new OneByOne();
    Memo<String, Integer> memo = memo("1", 10, function);
    assertThatIllegalStateException()
        .isThrownBy(() -> memos.callAll(memo, List.of("a", "bb", "")))
        .withMessage("nothing there");

    assertThat(memos.callAll(memo, List.of("bb", "ccc", "a"))).containsExactly(2, 3, 1);
    assertThat(function.computed).containsExactly("a", "bb", "ccc");
  }

  @Test
  void splitsMissesByTheLargestBatch() throws Exception {
    memos.callAll(lengths(2), List.of("a", "b", "c", "a", "d", "e"));

    assertThat(batches).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
  }

  @Test
  void takesNoInputs() throws Exception {
    assertThat(memos.callAll(lengths(2), List.of())).isEmpty();
    assertThat(batches).isEmpty();
  }

  @Test
  void keepsWhatABatchReturnedWhenALaterOneFails() {
    Memo<String, Integer> failing =
        memo(
            "1",
            2,
            texts -> {
              if (texts.contains("c")) {
                throw new IOException("no connection");
              }
              return texts.stream().map(String::length).toList();
            });

    assertThatThrownBy(() -> memos.callAll(failing, List.of("a", "b", "c")))
        .isInstanceOf(IOException.class)
        .hasMessage("no connection");

    assertThat(store.entries).hasSize(2);
  }

  @Test
  void isAnotherMemoByNameVersionOrType() throws Exception {
    memos.call(lengths("1", 1), "a");
    memos.call(lengths("2", 1), "a");
    memos.call(Memo.of("size", "1", String.class, Integer.class, String::length), "a");
    memos.call(Memo.of("length", "1", String.class, Long.class, text -> (long) text.length()), "a");
    memos.call(Memo.of("length", "1", byte[].class, Integer.class, b -> b.length), new byte[1]);

    assertThat(store.entries).hasSize(5);
  }

  @Test
  void keepsTheKeysOfEarlierReleases() throws Exception {
    memos.call(lengths("1", 1), "abc");

    assertThat(store.entries.keySet())
        .extracting(Fingerprint::toString)
        .containsExactly("5986db2040169a45e77ae92e8ce1e18b");
  }

  record Counts(Map<String, Integer> counts) {}

  @Test
  void returnsTheSameWhetherComputedOrRemembered() throws Exception {
    Map<String, Integer> unordered = new LinkedHashMap<>();
    unordered.put("z", 1);
    unordered.put("a", 2);
    Memo<Counts, Counts> same = Memo.of("same", "1", Counts.class, Counts.class, c -> c);

    Counts computed = memos.call(same, new Counts(unordered));
    Counts remembered = memos.call(same, new Counts(unordered));

    assertThat(computed.counts().keySet()).containsExactlyElementsOf(remembered.counts().keySet());
  }

  @Test
  void refusesAWrongNumberOfResults() {
    assertThatIllegalStateException()
        .isThrownBy(() -> memos.callAll(memo("1", 5, texts -> List.of(1)), List.of("a", "b")))
        .withMessage("Memo length: wanted one result for each of 2 inputs, found a list of 1");
    assertThat(store.entries).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNullResults() {
    assertThatIllegalStateException()
        .isThrownBy(() -> memos.call(memo("1", 5, texts -> null), "a"))
        .withMessage("Memo length: wanted one result for each of 1 inputs, found null");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> memos.callAll(memo("2", 5, texts -> Arrays.asList(1, null)), List.of("a", "b")))
        .withMessage("Memo length: result 1 is null; return a value");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesANullInput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memos.callAll(lengths(1), Collections.singletonList(null)))
        .withMessageStartingWith("Memo length: an input cannot be used: String is null");
  }

  private static final class Client implements BatchFunction<String, Integer>, AutoCloseable {
    static final AtomicInteger made = new AtomicInteger();
    static final AtomicInteger closed = new AtomicInteger();

    Client() {
      made.incrementAndGet();
    }

    @Override
    public List<Integer> apply(List<String> inputs) {
      return inputs.stream().map(String::length).toList();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void makesTheFunctionAtTheFirstMissAndClosesItOnce() throws Exception {
    memos.call(lengths("client", 1), "remembered");
    Memo<String, Integer> memo =
        Memo.batched("length", "client", String.class, Integer.class, 1, Client::new);
    Memos other = new Memos(store);

    other.call(memo, "remembered");
    assertThat(Client.made).hasValue(0);
    other.call(memo, "a");
    other.call(memo, "b");
    assertThat(Client.made).hasValue(1);
    other.close();

    assertThat(Client.closed).hasValue(1);
    assertThat(store.closed).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> other.call(memo, "c"));
  }

  @Test
  void computesAgainWhatItsTypeNoLongerAccepts() throws Exception {
    memos.call(lengths(1), "abc");
    store.entries.replaceAll((key, result) -> new byte[] {1, 2});

    assertThat(memos.call(lengths(1), "abc")).isEqualTo(3);
    assertThat(memos.call(lengths(1), "abc")).isEqualTo(3);
    assertThat(batches).hasSize(2);
  }

  @Test
  void goesOnWithoutItsStore() throws Exception {
    store.broken = true;

    assertThat(memos.call(lengths(1), "abc")).isEqualTo(3);
    assertThat(memos.call(lengths(1), "abc")).isEqualTo(3);

    assertThat(memos.counters()).isEqualTo(new MemoCounters(2, 0, 2, 6, 0));
  }

  @Test
  void countsWhatItDid() throws Exception {
    memos.callAll(lengths(1), List.of("a", "a", "b"));
    memos.call(lengths(1), "b");

    assertThat(memos.counters()).isEqualTo(new MemoCounters(4, 2, 2, 0, store.bytes()));
    assertThat(store.bytes()).isPositive();
  }
}
