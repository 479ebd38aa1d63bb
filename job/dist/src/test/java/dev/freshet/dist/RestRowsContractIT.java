package dev.freshet.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.Key;
import dev.freshet.examples.RestRows;
import dev.freshet.examples.RestRowsConnector;
import dev.freshet.testkit.TargetConnectorContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/** The example {@code rest-rows} keeps what the engine relies on. */
final class RestRowsContractIT extends TargetConnectorContract<RestRows, RestRowsContractIT.Line> {
  record Line(@Key String id, String text) {}

  private static final WebCollections SERVICES = new WebCollections();

  @AfterAll
  static void close() {
    SERVICES.close();
  }

  @Override
  protected RestRowsConnector connector() {
    return new RestRowsConnector();
  }

  @Override
  protected RestRows spec(String place) {
    return new RestRows(SERVICES.addressOf(place));
  }

  @Override
  protected Line row(String key, String text) {
    return new Line(key, text);
  }

  @Override
  protected boolean takes(Line row) {
    return !Set.of("", ".", "..").contains(row.id());
  }

  @Override
  protected Collection<Line> rowsAt(RestRows spec) throws IOException {
    List<Line> rows = new ArrayList<>();
    Map<String, String> elements = SERVICES.at(spec.address()).elements();
    for (Map.Entry<String, String> element : elements.entrySet()) {
      String text = new ObjectMapper().readTree(element.getValue()).get("text").textValue();
      rows.add(new Line(element.getKey(), text));
    }
    return rows;
  }
}
