package dev.freshet.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What one stage sent and the next has not received. Lost in a crash. */
final class SimulatedChannel<T> {
  private final Deque<Delivery<T>> sent = new ArrayDeque<>();

  /** The receiving end. */
  interface Stage<T> {
    void element(T element) throws Exception;

    void watermark(long scan) throws Exception;

    /** Everything before it belongs to the checkpoint. */
    void barrier(SimulatedSnapshot snapshot) throws Exception;
  }

  private interface Delivery<T> {
    void to(Stage<T> stage) throws Exception;
  }

  void send(T element) {
    sent.add(stage -> stage.element(element));
  }

  void sendWatermark(long scan) {
    sent.add(stage -> stage.watermark(scan));
  }

  void sendBarrier(SimulatedSnapshot snapshot) {
    sent.add(stage -> stage.barrier(snapshot));
  }

  /** Delivers one; returns whether there was one. */
  boolean deliver(Stage<T> stage) throws Exception {
    Delivery<T> next = sent.poll();
    if (next != null) {
      next.to(stage);
    }
    return next != null;
  }
}
