package dev.freshet.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When calls begin. */
class SharedBatchesTest {
  private final ExecutorService askers = Executors.newCachedThreadPool();
  private final List<Future<List<Integer>>> asked = new ArrayList<>();
  private final BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
  private final CountDownLatch takenIn = new CountDownLatch(1);

  @Test
  void aCallBeginsWhileAnAnswerIsTakenInAndNoMoreAnswersWaitThanCallsMayRun() throws Exception {
    try (var batches = new SharedBatches<>(this::answersAndTakesIn, 1, 1)) {
      ask(batches, 1);
      assertThat(begun.take()).isEqualTo(1);
      ask(batches, 2);
      assertThat(begun.take()).isEqualTo(2);
      ask(batches, 3);
      assertThat(begun.poll(50, TimeUnit.MILLISECONDS)).isNull();
      takenIn.countDown();
      assertThat(begun.take()).isEqualTo(3);
      for (Future<List<Integer>> one : asked) {
        assertThat(one.get()).hasSize(1);
      }
    } finally {
      askers.shutdownNow();
    }
  }

  @Test
  void noCallBeginsWhileAsManyAsMayRunAreNotAnswered() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    SharedBatches.Calls<Integer, Integer> calls =
        (inputs, answered) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.yield();
          running.decrementAndGet();
          answered.run();
          return inputs;
        };
    try (var batches = new SharedBatches<>(calls, 1, 2)) {
      for (int i = 0; i < 200; i++) {
        ask(batches, i);
      }
      for (int i = 0; i < 200; i++) {
        assertThat(asked.get(i).get()).containsExactly(i);
      }
      assertThat(most.get()).isBetween(1, 2);
    } finally {
      askers.shutdownNow();
    }
  }

  private void ask(SharedBatches<Integer, Integer> batches, int input) {
    asked.add(askers.submit(() -> batches.apply(List.of(input), (index, result) -> {})));
  }

  private List<Integer> answersAndTakesIn(List<Integer> inputs, Runnable answered)
      throws InterruptedException {
    begun.add(inputs.get(0));
    answered.run();
    takenIn.await();
    return inputs;
  }
}
