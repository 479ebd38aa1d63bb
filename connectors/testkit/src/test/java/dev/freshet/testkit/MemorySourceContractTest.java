package dev.freshet.testkit;

/** The source in memory keeps the contract. */
final class MemorySourceContractTest extends SourceConnectorContract<MemorySource> {
  @Override
  protected MemorySourceConnector connector() {
    return new MemorySourceConnector();
  }

  @Override
  protected MemorySource spec(String place) {
    return new MemorySource(place);
  }

  @Override
  protected void put(MemorySource spec, String key, String text) {
    spec.items().put(key, text);
  }

  @Override
  protected void remove(MemorySource spec, String key) {
    spec.items().remove(key);
  }

  @Override
  protected void makeUnlistable(MemorySource spec) {
    spec.items().failListing("the memory is on strike");
  }

  @Override
  protected boolean makeUnreadable(MemorySource spec, String key) {
    spec.items().failReading(key, "torn page");
    return true;
  }
}
