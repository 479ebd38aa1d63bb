package dev.freshet.examples;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.SourceSpec;
import java.net.URI;

/**
 * The elements of a collection that a web service lists page by page. A page is
 *
 * <pre>{@code
 * {"revision": "17", "items": [{"id": "a", "etag": "\"1\""}], "next": "/articles?page=2"}
 * }</pre>
 *
 * <p>where the revision changes whenever the collection does, the ETag is the one with which {@code
 * address/a} is served, and {@code next} is missing on the last page. The content of an item is the
 * body at its own address.
 *
 * @param token sent as a bearer token; none by default
 */
public record HttpPages(URI address, @Nullable Secret token) implements SourceSpec {
  public HttpPages(URI address) {
    this(address, null);
  }
}
