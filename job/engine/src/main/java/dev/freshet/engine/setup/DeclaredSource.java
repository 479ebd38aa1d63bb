package dev.freshet.engine.setup;

/** One source as the flow declares it. A change of any component makes it another source. */
public record DeclaredSource(String name, String type, String persistentKey) {}
