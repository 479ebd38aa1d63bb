package dev.freshet.engine.item.memo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Memo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConcurrentMemosTest {
  private final Memos memos = new Memos(new InMemoryMemoStore());
  private final ExecutorService workers = Executors.newFixedThreadPool(8);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void stopWorkers() {
    workers.shutdownNow();
  }

  /** The first run waits for {@code go}, and then fails if it should. */
  private Memo<Integer, Integer> doubled(boolean firstFails) {
    return Memo.of(
        "doubled",
        "1",
        Integer.class,
        Integer.class,
        number -> {
          boolean first = runs.incrementAndGet() == 1;
          if (first) {
            entered.countDown();
            go.await();
          }
          if (first && firstFails) {
            throw new IOException("the first one fails");
          }
          return number * 2;
        });
  }

  private static <T> Thread start(FutureTask<T> task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void computesOnceWhatTwoThreadsNeed() throws Exception {
    Future<Integer> first = workers.submit(() -> memos.call(doubled(false), 4));
    entered.await();
    FutureTask<Integer> second = new FutureTask<>(() -> memos.call(doubled(false), 4));
    awaitWaiting(start(second));
    go.countDown();

    assertThat(first.get()).isEqualTo(8);
    assertThat(second.get()).isEqualTo(8);
    assertThat(runs).hasValue(1);
    assertThat(memos.counters().hits()).isEqualTo(1);
  }

  @Test
  void computesItselfWhenTheThreadItWaitedForFails() throws Exception {
    Future<Integer> first = workers.submit(() -> memos.call(doubled(true), 4));
    entered.await();
    FutureTask<Integer> second = new FutureTask<>(() -> memos.call(doubled(true), 4));
    awaitWaiting(start(second));
    go.countDown();

    assertThat(second.get()).isEqualTo(8);
    assertThatThrownBy(first::get).hasRootCauseMessage("the first one fails");
  }

  @Test
  void passesAnInterruptOnAndLeavesTheOtherThreadAlone() throws Exception {
    Future<Integer> first = workers.submit(() -> memos.call(doubled(false), 4));
    entered.await();
    FutureTask<Integer> second = new FutureTask<>(() -> memos.call(doubled(false), 4));
    Thread waiting = start(second);
    awaitWaiting(waiting);
    waiting.interrupt();

    assertThatThrownBy(second::get).hasCauseInstanceOf(InterruptedException.class);
    go.countDown();
    assertThat(first.get()).isEqualTo(8);
  }

  @Test
  void givesUpItsClaimsWhenInterrupted() throws Exception {
    FutureTask<Integer> first = new FutureTask<>(() -> memos.call(doubled(false), 4));
    Thread computing = start(first);
    entered.await();
    computing.interrupt();

    assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(memos.call(doubled(false), 4)).isEqualTo(8);
  }

  @Test
  void finishesOverlappingCallsInAnyOrderComputingEachInputOnce() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Integer, AtomicInteger> computed = new ConcurrentHashMap<>();
    Memo<Integer, Integer> memo =
        Memo.batched(
            "squares",
            "1",
            Integer.class,
            Integer.class,
            7,
            () ->
                inputs -> {
                  inputs.forEach(
                      i -> computed.computeIfAbsent(i, k -> new AtomicInteger()).incrementAndGet());
                  return inputs.stream().map(i -> i * i).toList();
                });
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int task = 0; task < 400; task++) {
      List<Integer> inputs = new ArrayList<>(IntStream.range(task, task + 50).boxed().toList());
      Collections.shuffle(inputs, random);
      tasks.add(
          () -> {
            assertThat(memos.callAll(memo, inputs))
                .isEqualTo(inputs.stream().map(i -> i * i).toList());
            return null;
          });
    }

    for (Future<Void> done : workers.invokeAll(tasks, 20, SECONDS)) {
      done.get();
    }

    assertThat(computed).as("seed %d", seed).hasSize(449);
    assertThat(computed.values()).allSatisfy(count -> assertThat(count).hasValue(1));
  }

  @Test
  void endsWithAFailureForEveryCallWhenTheFunctionAlwaysFails() throws Exception {
    Memo<Integer, Integer> failing =
        Memo.batched(
            "failing",
            "1",
            Integer.class,
            Integer.class,
            3,
            () ->
                inputs -> {
                  throw new IOException("away");
                });
    List<Callable<List<Integer>>> tasks =
        Collections.nCopies(100, () -> memos.callAll(failing, List.of(1, 2, 3, 4, 5)));

    for (Future<List<Integer>> done : workers.invokeAll(tasks, 20, SECONDS)) {
      assertThatThrownBy(done::get).hasRootCauseMessage("away");
    }
  }
}
