package dev.freshet.engine;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The points at which a run can be made to fail. Every visit of a point is counted; planned faults
 * strike one after the other, each counting the visits since the one before it.
 */
final class SimulatedFaults {
  /** What can go wrong at a point. */
  enum Kind {
    /** The process is gone before it does what the point stands for. */
    CRASH,
    /** An exception instead of what the point stands for. */
    EXCEPTION,
    /** It is done, and then an exception says that it is not. */
    LOST_ACKNOWLEDGEMENT,
    /** A part of it is done, any part, and then an exception. */
    TORN,
    /** A part of it is done, any part, and then the process is gone. */
    TORN_CRASH,
    /** It is done twice. */
    TWICE,
    /** The process stops, another takes over and ends, and the first goes on. */
    TAKEOVER
  }

  /** Where. */
  enum Point {
    LOCK(Kind.CRASH),
    DIGEST_DELETED(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT),
    SETUP_WRITTEN(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT),
    SETUP_CALL(Kind.CRASH, Kind.EXCEPTION, Kind.TAKEOVER),
    SETUP_STEP(
        Kind.CRASH,
        Kind.EXCEPTION,
        Kind.LOST_ACKNOWLEDGEMENT,
        Kind.TORN,
        Kind.TORN_CRASH,
        Kind.TWICE),
    EPOCH_RAISED(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT),
    REJECTED_RETRIED(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT),
    RESTORED(Kind.CRASH, Kind.EXCEPTION),
    PENDING_COMMITTED(Kind.CRASH, Kind.EXCEPTION),
    LISTING_PAGE(Kind.CRASH, Kind.EXCEPTION),
    READ(Kind.CRASH, Kind.EXCEPTION),
    FINGERPRINT(Kind.CRASH, Kind.EXCEPTION),
    FUNCTION(Kind.CRASH, Kind.EXCEPTION),
    MEMO_READ(Kind.CRASH, Kind.EXCEPTION),
    MEMO_WRITE(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT, Kind.TWICE),
    SNAPSHOT_BEGUN(Kind.CRASH, Kind.EXCEPTION, Kind.TAKEOVER),
    SNAPSHOT_COMPLETE(Kind.CRASH, Kind.LOST_ACKNOWLEDGEMENT),
    SNAPSHOT_NOTIFIED(Kind.CRASH, Kind.EXCEPTION, Kind.TAKEOVER),
    CALL(Kind.CRASH, Kind.EXCEPTION, Kind.TAKEOVER),
    MUTATE(
        Kind.CRASH,
        Kind.EXCEPTION,
        Kind.LOST_ACKNOWLEDGEMENT,
        Kind.TORN,
        Kind.TORN_CRASH,
        Kind.TWICE),
    TABLE_ROW(Kind.CRASH, Kind.EXCEPTION),
    FILE(Kind.CRASH, Kind.EXCEPTION, Kind.TAKEOVER),
    REJECTIONS_KEPT(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT, Kind.TAKEOVER),
    COMMIT_CONFIRMED(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT),
    FORGOTTEN(Kind.CRASH, Kind.EXCEPTION, Kind.TAKEOVER),
    DIGEST_WRITTEN(Kind.CRASH, Kind.EXCEPTION, Kind.LOST_ACKNOWLEDGEMENT, Kind.TAKEOVER);

    private final Set<Kind> kinds;

    Point(Kind... kinds) {
      this.kinds = Set.of(kinds);
    }

    /** What can go wrong here, in a fixed order. */
    List<Kind> kinds() {
      return List.of(Kind.values()).stream().filter(kinds::contains).toList();
    }
  }

  /**
   * One planned fault.
   *
   * @param visit of the point, from 0
   */
  record Fault(Point point, int visit, Kind kind) {}

  /** The process is gone. */
  static final class Crash extends VirtualMachineError {
    private static final long serialVersionUID = 1L;
  }

  /** What a call throws. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;

    Failure(Point point) {
      super("a fault at " + point);
    }
  }

  private final Deque<Fault> planned = new ArrayDeque<>();
  private final List<Fault> fired = new ArrayList<>();
  private final Map<Point, Integer> visits = new EnumMap<>(Point.class);
  private Runnable whenFired = () -> {};
  private Runnable takeover = () -> {};

  /** What a point stands for. */
  interface Action {
    void run() throws Exception;
  }

  /**
   * Plans faults, instead of any planned before, and begins to count anew.
   *
   * @param newWhenFired happens outside whenever one strikes
   */
  void plan(List<Fault> faults, Runnable newWhenFired) {
    planned.clear();
    planned.addAll(faults);
    fired.clear();
    visits.clear();
    whenFired = newWhenFired;
  }

  void plan(List<Fault> faults) {
    plan(faults, () -> {});
  }

  /** What another process does while this one is stopped. */
  void onTakeover(Runnable other) {
    takeover = other;
  }

  List<Fault> fired() {
    return List.copyOf(fired);
  }

  /** Every fault that was possible since the last plan. */
  List<Fault> possible() {
    List<Fault> possible = new ArrayList<>();
    visits.forEach(
        (point, count) -> {
          for (int visit = 0; visit < count; visit++) {
            for (Kind kind : point.kinds()) {
              possible.add(new Fault(point, visit, kind));
            }
          }
        });
    return possible;
  }

  /** Nothing but the fault itself can be in part. */
  void pass(Point point) throws IOException {
    strikeBefore(point, visit(point));
  }

  /** Does what the point stands for, unless a fault strikes. */
  void around(Point point, Action action) throws Exception {
    around(point, action, action);
  }

  /**
   * @param part what is done of a torn action
   */
  void around(Point point, Action action, Action part) throws Exception {
    Kind kind = visit(point);
    if (kind == Kind.TORN || kind == Kind.TORN_CRASH) {
      part.run();
      if (kind == Kind.TORN) {
        throw new Failure(point);
      }
      throw new Crash();
    }
    strikeBefore(point, kind);
    action.run();
    if (kind == Kind.TWICE) {
      action.run();
    } else if (kind == Kind.LOST_ACKNOWLEDGEMENT) {
      throw new Failure(point);
    }
  }

  private void strikeBefore(Point point, @Nullable Kind kind) throws IOException {
    if (kind == Kind.CRASH) {
      throw new Crash();
    } else if (kind == Kind.EXCEPTION) {
      throw new Failure(point);
    } else if (kind == Kind.TAKEOVER) {
      takeover.run();
    }
  }

  private @Nullable Kind visit(Point point) {
    int visit = visits.merge(point, 1, Integer::sum) - 1;
    Fault next = planned.peek();
    if (next == null || next.point() != point || next.visit() != visit) {
      return null;
    }
    fired.add(planned.remove());
    visits.clear();
    whenFired.run();
    return next.kind();
  }
}
