package dev.freshet.testkit;

import java.util.Collection;

/** The target in memory keeps the contract. */
final class MemoryTargetContractTest extends TargetConnectorContract<MemoryTarget, Line> {
  @Override
  protected MemoryTargetConnector connector() {
    return new MemoryTargetConnector();
  }

  @Override
  protected MemoryTarget spec(String place) {
    return new MemoryTarget(place);
  }

  @Override
  protected Line row(String key, String text) {
    return new Line(key, text);
  }

  @Override
  protected Collection<Line> rowsAt(MemoryTarget spec) {
    return spec.rows().as(Line.class);
  }
}
