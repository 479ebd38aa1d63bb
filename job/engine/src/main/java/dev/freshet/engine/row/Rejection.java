package dev.freshet.engine.row;

/** A row that its target will not take, and why. */
public record Rejection(Mutation mutation, String reason) {}
