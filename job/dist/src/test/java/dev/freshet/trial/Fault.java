package dev.freshet.trial;

import dev.freshet.trial.Trial.Point;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** One fault, which strikes once, at the first time a run comes by its point. Thread safe. */
final class Fault implements Trial.Interference {
  /** What happens. */
  enum Kind {
    EXCEPTION,
    /** What was done is done a second time. */
    TWICE,
    /** The run is stopped while it is at this point. */
    STOP
  }

  private final Point point;
  private final Kind kind;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final CountDownLatch struck = new CountDownLatch(1);
  private Runnable meanwhile = () -> {};

  private Fault(Point point, Kind kind) {
    this.point = point;
    this.kind = kind;
  }

  /** Consecutive numbers go through all points, then through all kinds. */
  static Fault ofCase(long number) {
    Point[] points = Point.values();
    Point point = points[(int) (number % points.length)];
    Kind[] kinds = Kind.values();
    Kind kind =
        kinds[(int) (number / points.length + new Random(number).nextInt(2)) % kinds.length];
    boolean cannotRepeat = kind == Kind.TWICE && point != Point.AFTER_MUTATIONS;
    return new Fault(point, cannotRepeat ? Kind.EXCEPTION : kind);
  }

  Point point() {
    return point;
  }

  /** Whether it needs a run that changes its targets' structure. */
  boolean strikesSetup() {
    return point == Point.BEFORE_SETUP || point == Point.AFTER_SETUP;
  }

  boolean stopsTheRun() {
    return kind == Kind.STOP;
  }

  /** From now on it can strike. */
  void arm(Runnable whatElseHappens) {
    meanwhile = whatElseHappens;
    armed.set(true);
  }

  boolean hasStruck() {
    return struck.getCount() == 0;
  }

  @Override
  public void at(Point reached, Runnable again) throws Exception {
    if (reached != point || !armed.compareAndSet(true, false)) {
      return;
    }
    meanwhile.run();
    struck.countDown();
    switch (kind) {
      case EXCEPTION -> throw new IllegalStateException("a fault " + point);
      case TWICE -> again.run();
      case STOP -> new CountDownLatch(1).await();
    }
  }

  @Override
  public String toString() {
    return kind + " " + point;
  }
}
