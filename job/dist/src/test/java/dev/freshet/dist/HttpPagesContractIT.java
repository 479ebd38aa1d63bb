package dev.freshet.dist;

import dev.freshet.dist.WebCollection.Answer;
import dev.freshet.examples.HttpPages;
import dev.freshet.examples.HttpPagesConnector;
import dev.freshet.testkit.SourceConnectorContract;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/** The example {@code http-pages} keeps what the engine relies on. */
final class HttpPagesContractIT extends SourceConnectorContract<HttpPages> {
  private static final WebCollections SERVICES = new WebCollections();

  @AfterAll
  static void close() {
    SERVICES.close();
  }

  @Override
  protected HttpPagesConnector connector() {
    return new HttpPagesConnector();
  }

  @Override
  protected HttpPages spec(String place) {
    return new HttpPages(SERVICES.addressOf(place));
  }

  @Override
  protected void put(HttpPages spec, String key, String text) {
    SERVICES.at(spec.address()).put(key, text);
  }

  @Override
  protected void remove(HttpPages spec, String key) {
    SERVICES.at(spec.address()).delete(key);
  }

  @Override
  protected void makeUnlistable(HttpPages spec) {
    SERVICES.at(spec.address()).interfere(request -> new Answer(404));
  }

  @Override
  protected boolean makeUnreadable(HttpPages spec, String key) {
    SERVICES
        .at(spec.address())
        .interfere(request -> request.equals("GET " + key) ? new Answer(403) : null);
    return true;
  }

  @Override
  protected boolean canHold(String key) {
    return !Set.of("", ".", "..").contains(key);
  }

  @Override
  protected int manyItems() {
    return 50;
  }
}
