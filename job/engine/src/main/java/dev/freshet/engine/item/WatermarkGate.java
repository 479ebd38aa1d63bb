package dev.freshet.engine.item;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Holds a watermark back until everything that was admitted before it is done. What is admitted
 * later does not hold it. One thread.
 */
public final class WatermarkGate {
  private final Deque<Group> groups = new ArrayDeque<>();

  private static final class Group {
    private long open;
    private OptionalLong watermark = OptionalLong.empty();
  }

  /** Whatever is admitted until the next watermark is one group. */
  public WatermarkGate() {
    groups.add(new Group());
  }

  /** Admits one; the ticket is handed in when it is done. */
  public Ticket admit() {
    Group group = groups.getLast();
    group.open++;
    return new Ticket(group);
  }

  public void watermark(long watermark) {
    groups.getLast().watermark = OptionalLong.of(watermark);
    groups.add(new Group());
  }

  /** The next watermark that may go on, once; call until empty. */
  public OptionalLong poll() {
    Group first = groups.getFirst();
    if (first.watermark.isEmpty() || first.open > 0) {
      return OptionalLong.empty();
    }
    groups.removeFirst();
    return first.watermark;
  }

  /** One that was admitted. */
  public static final class Ticket {
    private final Group group;

    private Ticket(Group group) {
      this.group = group;
    }

    public void done() {
      group.open--;
    }
  }
}
