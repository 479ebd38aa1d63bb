package dev.freshet.engine.flink;

import static java.util.Map.entry;

import dev.freshet.api.Nullable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What a subtask counts, as Flink's metrics: in the group {@code freshet}, labelled with the flow
 * and with the source or target. Set by one thread, read by those of reporters.
 */
final class FlowMetrics {
  private record Metric(String name, @Nullable String label) {}

  /** By the name of the counter, or what is before its slash. */
  private static final Map<String, Metric> METRICS =
      Map.ofEntries(
          entry("listed", new Metric("itemsListed", "source")),
          entry("added", new Metric("itemsAdded", "source")),
          entry("changed", new Metric("itemsChanged", "source")),
          entry("removed", new Metric("itemsRemoved", "source")),
          entry("failed", new Metric("itemsFailed", "source")),
          entry("held", new Metric("itemsHeld", "source")),
          entry("scans", new Metric("scans", "source")),
          entry("items", new Metric("itemsTracked", null)),
          entry("looks", new Metric("itemsLooked", null)),
          entry("in-flight", new Metric("itemsPending", null)),
          entry("unsettled", new Metric("itemsUnsettled", null)),
          entry("upserts", new Metric("rowsUpserted", "target")),
          entry("deletes", new Metric("rowsDeleted", "target")),
          entry("conflicts", new Metric("rowsContested", "target")),
          entry("rows", new Metric("rowsTracked", "generation")),
          entry("committing", new Metric("rowsCommitting", "connector")),
          entry("memo-calls", new Metric("memoCalls", null)),
          entry("memo-hits", new Metric("memoHits", null)),
          entry("memo-misses", new Metric("memoMisses", null)),
          entry("memo-bytes", new Metric("memoBytes", null)));

  private final MetricGroup group;
  private final Map<String, AtomicLong> values = new HashMap<>();

  FlowMetrics(String flow, MetricGroup ofOperator) {
    this.group = ofOperator.addGroup("freshet").addGroup("flow", flow);
  }

  /** Shows those of these counters that are metrics. */
  void show(Map<String, Long> counters) {
    counters.forEach(this::show);
  }

  private void show(String counter, long value) {
    int slash = counter.indexOf('/');
    Metric metric = METRICS.get(slash < 0 ? counter : counter.substring(0, slash));
    if (metric == null) {
      return;
    }
    String label = metric.label();
    if (label == null) {
      set(metric.name(), value);
      return;
    }
    AtomicLong shown = values.get(counter);
    if (shown == null) {
      shown = register(group.addGroup(label, counter.substring(slash + 1)), counter, metric.name());
    }
    shown.set(value);
  }

  /** Shows counters that nothing was counted by yet, so that the first of each is an increase. */
  void begin(Collection<String> places, String... counters) {
    for (String place : places) {
      for (String counter : counters) {
        show(counter + "/" + place, 0);
      }
    }
  }

  /** A value that is no counter of the run. */
  void set(String name, long value) {
    AtomicLong shown = values.get(name);
    if (shown == null) {
      shown = register(group, name, name);
    }
    shown.set(value);
  }

  /** As {@link #set}, of a source, target or connector. */
  void add(String name, String label, String of, long more) {
    AtomicLong shown = values.get(name + "/" + of);
    if (shown == null) {
      shown = register(group.addGroup(label, of), name + "/" + of, name);
    }
    shown.addAndGet(more);
  }

  /** How long ago something happened last, in milliseconds. */
  void happened(String name, String label, String of) {
    AtomicLong at = values.get(name + "/" + of);
    if (at == null) {
      AtomicLong first = new AtomicLong();
      values.put(name + "/" + of, first);
      group
          .addGroup(label, of)
          .gauge(name, (Gauge<Long>) () -> (System.nanoTime() - first.get()) / 1_000_000);
      at = first;
    }
    at.set(System.nanoTime());
  }

  private AtomicLong register(MetricGroup of, String key, String name) {
    AtomicLong value = new AtomicLong();
    values.put(key, value);
    of.gauge(name, (Gauge<Long>) value::get);
    return value;
  }
}
