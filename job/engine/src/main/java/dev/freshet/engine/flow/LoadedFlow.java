package dev.freshet.engine.flow;

/** A flow that was found to be right, and what a worker needs to build it again. */
public record LoadedFlow(FlowReference reference, FlowDefinition definition) {}
