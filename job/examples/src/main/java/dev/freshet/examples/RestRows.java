package dev.freshet.examples;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.TargetSpec;
import java.net.URI;

/**
 * A collection of a REST service: the row {@code 42} is the JSON object at {@code address/42}.
 *
 * @param token sent as a bearer token; none by default
 */
public record RestRows(URI address, @Nullable Secret token) implements TargetSpec {
  public RestRows(URI address) {
    this(address, null);
  }
}
