package dev.freshet.api;

/**
 * What a source knows about an item without reading it. Versions are compared for equality, never
 * for order. Where a source cannot be sure that an equal version means equal content (the content
 * changed within the resolution of its clock), it reports a version that it never reports again.
 */
public record ItemVersion(String key, String version) {}
