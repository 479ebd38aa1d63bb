package dev.freshet.api;

/**
 * A record of a target's options: required components first; a constructor of only those sets the
 * defaults. Component names are the YAML option names, in kebab case.
 */
public interface TargetSpec {}
