package dev.freshet.examples;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import java.io.IOException;

/** The source {@code http-pages}. */
public final class HttpPagesConnector implements SourceConnector<HttpPages> {
  @Override
  public String type() {
    return "http-pages";
  }

  @Override
  public Class<HttpPages> specType() {
    return HttpPages.class;
  }

  @Override
  public void check(Setup<HttpPages> setup) {
    HttpCalls.check("source " + setup.name(), setup.spec().address());
  }

  @Override
  public String persistentKey(Setup<HttpPages> setup) {
    return setup.spec().address().toString();
  }

  @Override
  public ItemReader open(Setup<HttpPages> setup) throws IOException {
    HttpPages spec = setup.spec();
    return new HttpPagesReader(HttpCalls.to(spec.address(), spec.token(), setup.callDeadline()));
  }
}
