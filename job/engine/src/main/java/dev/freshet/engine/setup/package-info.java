/**
 * What a run needs outside the job: the state directory with its lock, the plan that brings targets
 * to what the flow declares, and the records that tell the next run where it stands. Plain Java:
 * knows nothing of Flink.
 */
package dev.freshet.engine.setup;
