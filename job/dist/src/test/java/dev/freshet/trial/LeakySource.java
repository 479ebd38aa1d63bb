package dev.freshet.trial;

import dev.freshet.api.Secret;
import dev.freshet.api.SourceSpec;
import java.util.List;

/** Two items, behind a password that is told at the places named. */
public record LeakySource(Secret password, List<String> leaks) implements SourceSpec {}
