package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ItemWorkersTest {
  private final FakeItems items = new FakeItems();
  private final Answers answers = new Answers();
  private final List<ItemWorkers> started = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  private static final class Answers implements Look.Asker {
    final BlockingQueue<Map.Entry<String, Outcome>> done = new LinkedBlockingQueue<>();
    final AtomicBoolean cancelled = new AtomicBoolean();

    @Override
    public boolean cancelled() {
      return cancelled.get();
    }

    @Override
    public void done(Look look, Outcome outcome) {
      done.add(Map.entry(look.change().key(), outcome));
    }

    Map<String, Outcome> next(int count) throws InterruptedException {
      Map<String, Outcome> outcomes = new HashMap<>();
      while (outcomes.size() < count) {
        var next = Objects.requireNonNull(done.poll(10, TimeUnit.SECONDS), "no answer came");
        outcomes.put(next.getKey(), next.getValue());
      }
      return outcomes;
    }
  }

  @AfterEach
  void close() throws Exception {
    release.countDown();
    for (ItemWorkers workers : started) {
      workers.close();
    }
  }

  private ItemWorkers workers(int concurrency, ItemCall call) {
    ItemWorkers workers = new ItemWorkers("documents", concurrency, items::open, call);
    started.add(workers);
    return workers;
  }

  private static Outcome unchanged(Look look, ItemContent content) {
    return new Outcome.Unchanged(content.version());
  }

  private Outcome blocked(Look look, ItemContent content) throws InterruptedException {
    release.await();
    return unchanged(look, content);
  }

  private Look look(String key) {
    ItemChange change = ItemChange.listed(1, key, "1", false, 1);
    return new Look(change.id(), change, null, answers);
  }

  /** Items that exist, each asked for. */
  private void submit(ItemWorkers workers, int count) {
    for (int i = 0; i < count; i++) {
      items.put("k" + i, "v" + i);
    }
    for (int i = 0; i < count; i++) {
      workers.submit(look("k" + i));
    }
  }

  @Test
  void readsAndRuns() throws Exception {
    submit(workers(4, ItemWorkersTest::unchanged), 3);

    assertThat(answers.next(3))
        .containsEntry("k0", new Outcome.Unchanged("v0"))
        .containsEntry("k2", new Outcome.Unchanged("v2"));
  }

  @Test
  void answersEveryLookOfMany() throws Exception {
    submit(workers(8, ItemWorkersTest::unchanged), 5_000);

    assertThat(answers.next(5_000)).hasSize(5_000);
  }

  @Test
  void runsAsManyAtOnceAsAllowedAndNoMore() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ItemWorkers workers =
        workers(
            32,
            (look, content) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Outcome outcome = blocked(look, content);
              running.decrementAndGet();
              return outcome;
            });
    submit(workers, 200);

    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(32));
    release.countDown();
    assertThat(answers.next(200)).hasSize(200);
    assertThat(most).hasValue(32);
  }

  @Test
  void anIdleThreadDoesNotKeepOthersFromStarting() throws Exception {
    AtomicInteger running = new AtomicInteger();
    ItemWorkers workers =
        workers(
            32,
            (look, content) -> {
              if (look.change().key().equals("first")) {
                return unchanged(look, content);
              }
              running.incrementAndGet();
              return blocked(look, content);
            });
    for (int round = 0; round < 20; round++) {
      items.put("first", "1");
      workers.submit(look("first"));
      answers.next(1);
    }
    submit(workers, 32);

    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(32));
  }

  @Test
  void readsInBatchesWhenManyWait() throws Exception {
    ItemWorkers workers = workers(2, this::blocked);
    submit(workers, 500);
    release.countDown();
    answers.next(500);

    assertThat(items.reads).anyMatch(read -> read.size() == 16).allMatch(read -> read.size() <= 16);
    assertThat(items.reads.stream().mapToInt(List::size).sum()).isEqualTo(500);
    assertThat(items.opened.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void aReaderThatReadsManyTogetherGetsThemTogether() throws Exception {
    items.together = 200;
    ItemWorkers workers = workers(1, this::blocked);
    submit(workers, 1);
    await().until(() -> items.reads.size() == 1);
    submit(workers, 500);
    release.countDown();
    answers.next(500);

    assertThat(items.reads.stream().map(List::size)).containsExactly(1, 200, 200, 100);
  }

  @Test
  void readsLargeItemsOneByOne() throws Exception {
    ItemWorkers workers = workers(1, ItemWorkersTest::unchanged);
    items.bytes = 300_000;
    submit(workers, 100);
    answers.next(100);
    items.reads.clear();
    submit(workers, 100);
    answers.next(100);

    assertThat(items.reads).hasSize(100);
  }

  @Test
  void readsOneByOneWhenFewWait() throws Exception {
    submit(workers(8, this::blocked), 8);
    release.countDown();
    answers.next(8);

    assertThat(items.reads).allMatch(read -> read.size() == 1);
  }

  @Test
  void anItemThatIsNotThereHasVanished() throws Exception {
    workers(1, ItemWorkersTest::unchanged).submit(look("missing"));

    assertThat(answers.next(1)).containsEntry("missing", new Outcome.Vanished());
  }

  @Test
  void anItemThatCannotBeReadFailsAlone() throws Exception {
    items.unreadable.put("k1", new IOException("permission denied"));
    submit(workers(1, ItemWorkersTest::unchanged), 3);
    Map<String, Outcome> outcomes = answers.next(3);

    assertThat(outcomes.get("k0")).isEqualTo(new Outcome.Unchanged("v0"));
    assertThat(outcomes.get("k1")).isEqualTo(new Outcome.Failed("IOException: permission denied"));
  }

  @Test
  void aReadThatFailsIsRepeatedInHalvesWithANewReader() throws Exception {
    ItemWorkers workers = workers(1, this::blocked);
    submit(workers, 1);
    await().until(() -> items.reads.size() == 1);
    items.nextReads.add(new IOException("connection reset"));
    submit(workers, 40);
    release.countDown();
    Map<String, Outcome> outcomes = answers.next(40);

    assertThat(outcomes.values()).allMatch(Outcome.Unchanged.class::isInstance);
    assertThat(items.closed.get()).isEqualTo(1);
    assertThat(items.opened.get()).isEqualTo(2);
  }

  @Test
  void aReadThatFailsAloneFailsItsItem() throws Exception {
    items.nextReads.add(new OutOfMemoryError("10 GB"));
    submit(workers(1, ItemWorkersTest::unchanged), 1);

    assertThat(answers.next(1)).containsEntry("k0", new Outcome.Failed("OutOfMemoryError: 10 GB"));
  }

  @Test
  void aReaderThatCannotBeOpenedFailsItsItems() throws Exception {
    items.nextOpens.add(new IOException("no such host"));
    submit(workers(1, ItemWorkersTest::unchanged), 1);

    assertThat(answers.next(1))
        .containsEntry("k0", new Outcome.Failed("IOException: no such host"));
  }

  @Test
  void waitsForASourceThatIsUnavailable() throws Exception {
    items.nextReads.add(new Unavailable("maintenance", null, Duration.ofMillis(1)));
    items.nextReads.add(new Unavailable("maintenance", null, Duration.ZERO));
    submit(workers(1, ItemWorkersTest::unchanged), 1);

    assertThat(answers.next(1)).containsEntry("k0", new Outcome.Unchanged("v0"));
    assertThat(items.reads).hasSize(3);
  }

  @Test
  void aSourceThatStaysAwayFailsTheWholeReadAtOnce() throws Exception {
    ItemWorkers workers = workers(1, this::blocked);
    submit(workers, 1);
    await().until(() -> items.reads.size() == 1);
    items.nextReads.add(new Unavailable("maintenance", null, Duration.ofHours(1)));
    submit(workers, 40);
    release.countDown();
    Map<String, Outcome> outcomes = answers.next(40);
    int failedTogether = List.copyOf(items.reads).get(1).size();

    assertThat(failedTogether).isGreaterThan(1);
    assertThat(outcomes.values().stream().filter(Outcome.Failed.class::isInstance))
        .hasSize(failedTogether);
  }

  @Test
  void aFunctionThatThrowsFailsItsItemAlone() throws Exception {
    Map<String, Throwable> failures = new ConcurrentHashMap<>();
    failures.put("k0", new IllegalStateException("bad heading"));
    failures.put("k1", new StackOverflowError());
    failures.put("k2", new InterruptedException("own business"));
    ItemWorkers workers =
        workers(
            1,
            (look, content) -> {
              Throwable failure = failures.get(content.key());
              if (failure instanceof Exception exception) {
                throw exception;
              }
              if (failure instanceof Error error) {
                throw error;
              }
              return unchanged(look, content);
            });
    submit(workers, 4);

    assertThat(answers.next(4))
        .containsEntry("k0", new Outcome.Failed("IllegalStateException: bad heading"))
        .containsEntry("k1", new Outcome.Failed("StackOverflowError"))
        .containsEntry("k2", new Outcome.Failed("InterruptedException: own business"))
        .containsEntry("k3", new Outcome.Unchanged("v3"));
  }

  @Test
  void aFunctionThatLeavesItsThreadInterruptedHarmsNoOther() throws Exception {
    ItemWorkers workers =
        workers(
            1,
            (look, content) -> {
              boolean clean = !Thread.currentThread().isInterrupted();
              Thread.currentThread().interrupt();
              return new Outcome.Unchanged(String.valueOf(clean));
            });
    submit(workers, 20);

    assertThat(answers.next(20).values()).containsOnly(new Outcome.Unchanged("true"));
    submit(workers, 1);
    assertThat(answers.next(1)).containsEntry("k0", new Outcome.Unchanged("true"));
  }

  @Test
  void aReadThatIsInterruptedByNobodyFailsItsItem() throws Exception {
    items.nextReads.add(new InterruptedException("of the client"));
    submit(workers(1, ItemWorkersTest::unchanged), 1);

    assertThat(answers.next(1))
        .containsEntry("k0", new Outcome.Failed("InterruptedException: of the client"));
  }

  @Test
  void closingInterruptsCallsAndAnswersNothingAnyMore() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    ItemWorkers workers =
        workers(
            1,
            (look, content) -> {
              running.countDown();
              try {
                release.await();
              } finally {
                interrupted.countDown();
              }
              return unchanged(look, content);
            });
    submit(workers, 3);
    running.await();
    workers.close();

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    await().until(() -> items.closed.get() == items.opened.get());
    assertThat(answers.done).isEmpty();
    workers.submit(look("k0"));
    assertThat(items.reads).hasSize(1);
  }

  @Test
  void doesNotReadForAnAskerWhoIsGone() throws Exception {
    ItemWorkers workers = workers(1, this::blocked);
    submit(workers, 10);
    await().until(() -> items.reads.size() == 1);
    answers.cancelled.set(true);
    release.countDown();
    answers.next(1);
    Look last = new Look(look("k9").id(), look("k9").change(), null, new Answers());
    workers.submit(last);

    await().until(() -> !((Answers) last.asker()).done.isEmpty());
    assertThat(items.reads).hasSize(2);
  }
}
