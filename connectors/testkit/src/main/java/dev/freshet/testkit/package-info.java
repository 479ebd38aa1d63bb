/**
 * For tests of connectors and flows.
 *
 * <ul>
 *   <li>{@link dev.freshet.testkit.TargetConnectorContract} and {@link
 *       dev.freshet.testkit.SourceConnectorContract}: what the engine relies on, as JUnit tests; a
 *       connector's test class extends one and says how to reach the real system.
 *   <li>{@link dev.freshet.testkit.FlowTester}: runs a flow on items that a test gives, without
 *       Flink and without its real sources and targets.
 *   <li>{@link dev.freshet.testkit.MemorySource} and {@link dev.freshet.testkit.MemoryTarget}: a
 *       source and a target in the memory of this JVM, for flows that a test runs on the engine.
 * </ul>
 *
 * <p>Connectors never depend on the engine. The kit, which is no connector, does: it calls
 * connectors and decides about rows with the engine's own code. It needs no Flink at run time.
 */
package dev.freshet.testkit;
