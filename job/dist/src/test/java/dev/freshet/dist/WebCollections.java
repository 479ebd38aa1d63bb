package dev.freshet.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Web services by the names of places. */
final class WebCollections implements AutoCloseable {
  private final Map<String, WebCollection> byPlace = new HashMap<>();
  private final Map<URI, WebCollection> byAddress = new HashMap<>();

  synchronized URI addressOf(String place) {
    WebCollection service = byPlace.computeIfAbsent(place, missing -> open());
    URI address = URI.create(service.address());
    byAddress.put(address, service);
    return address;
  }

  private static WebCollection open() {
    try {
      return new WebCollection();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized WebCollection at(URI address) {
    return byAddress.get(address);
  }

  @Override
  public synchronized void close() {
    byPlace.values().forEach(WebCollection::close);
  }
}
