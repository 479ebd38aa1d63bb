package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final WatermarkGate gate = new WatermarkGate();
  private final InFlight inFlight = new InFlight(gate);

  private static ItemChange listed(String key, String version, boolean force) {
    return ItemChange.listed(1, key, version, force, 5);
  }

  private Map<String, ItemChange> store() {
    Map<String, ItemChange> stored = new HashMap<>();
    inFlight.forEachUnstored((id, change) -> stored.put(change.key(), change));
    return stored;
  }

  private void expectWatermark(long watermark) {
    assertThat(gate.poll()).isEqualTo(OptionalLong.of(watermark));
  }

  private void expectNoWatermark() {
    assertThat(gate.poll()).isEmpty();
  }

  @Test
  void changesOfOneItemRunInOrderAndOthersBesideThem() {
    ItemChange one = listed("a", "1", false);
    ItemChange two = listed("a", "2", false);
    ItemChange other = listed("b", "1", false);

    assertThat(inFlight.admit(one.id(), one)).isEqualTo(one);
    assertThat(inFlight.admit(two.id(), two)).isNull();
    assertThat(inFlight.admit(other.id(), other)).isEqualTo(other);
    assertThat(inFlight.finish(one.id())).isEqualTo(two);
    assertThat(inFlight.contains(one.id())).isTrue();
    assertThat(inFlight.finish(two.id())).isNull();
    assertThat(inFlight.contains(one.id())).isFalse();
    assertThat(inFlight.size()).isEqualTo(1);
  }

  @Test
  void aNewerChangeReplacesAWaitingOneAndKeepsItsForce() {
    ItemChange running = listed("a", "1", false);
    inFlight.admit(running.id(), running);
    inFlight.admit(running.id(), listed("a", "2", true));
    inFlight.admit(running.id(), listed("a", "3", false));

    assertThat(inFlight.finish(running.id())).isEqualTo(listed("a", "3", true));
  }

  @Test
  void aSnapshotHoldsWhatMustBeDoneAgainOnce() {
    ItemChange running = listed("a", "1", true);
    inFlight.admit(running.id(), running);

    assertThat(inFlight.isStored(running.id())).isFalse();
    assertThat(store()).containsExactly(Map.entry("a", running));
    assertThat(inFlight.isStored(running.id())).isTrue();
    assertThat(store()).isEmpty();
  }

  @Test
  void aChangeThatComesAfterASnapshotIsPartOfTheNextWithTheForceOfTheRunningOne() {
    ItemChange running = listed("a", "1", true);
    inFlight.admit(running.id(), running);
    store();
    inFlight.admit(running.id(), listed("a", "2", false));

    assertThat(store()).containsExactly(Map.entry("a", listed("a", "2", true)));
  }

  @Test
  void aChangeThatWaitedIsStoredAnewWhenItRuns() {
    ItemChange running = listed("a", "1", true);
    inFlight.admit(running.id(), running);
    inFlight.admit(running.id(), listed("a", "2", false));
    store();
    inFlight.finish(running.id());

    assertThat(inFlight.isStored(running.id())).isTrue();
    assertThat(store()).containsExactly(Map.entry("a", listed("a", "2", false)));
  }

  @Test
  void whatARestoreBroughtHoldsTheFirstWatermarkAndIsInTheSnapshotAlready() {
    ItemChange restored = listed("a", "1", false);
    inFlight.restore(restored.id(), restored);
    gate.watermark(9);

    assertThat(store()).isEmpty();
    assertThat(inFlight.isStored(restored.id())).isTrue();
    expectNoWatermark();
    inFlight.finish(restored.id());
    expectWatermark(9);
  }

  @Test
  void aWaitingChangeHoldsTheWatermarkBehindItThoughANewerOneReplacesIt() {
    ItemChange running = listed("a", "1", false);
    inFlight.admit(running.id(), running);
    gate.watermark(5);
    inFlight.admit(running.id(), listed("a", "2", false));
    gate.watermark(6);
    inFlight.admit(running.id(), listed("a", "3", false));
    gate.watermark(7);

    expectNoWatermark();
    inFlight.finish(running.id());
    expectWatermark(5);
    expectNoWatermark();
    inFlight.finish(running.id());
    expectWatermark(6);
    expectWatermark(7);
  }

  @Test
  void whatIsNotInFlightCannotFinish() {
    assertThatThrownBy(() -> inFlight.finish(ItemId.of(1, "a")))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("not in flight");
  }
}
