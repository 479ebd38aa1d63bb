package dev.freshet.trial;

import dev.freshet.api.Secret;
import dev.freshet.api.TargetSpec;
import java.util.List;

/** A place that keeps nothing, behind a password that is told at the places named. */
public record LeakyTarget(Secret password, List<String> leaks) implements TargetSpec {}
