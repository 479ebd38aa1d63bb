package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.util.function.Consumer;

/** One index, opened to be written and listed. */
final class PreparedIndex {
  private final Server server;
  private final Setup<OpenSearchIndex> setup;
  private final FoundIndex found;

  private PreparedIndex(Server server, Setup<OpenSearchIndex> setup, FoundIndex found) {
    this.server = server;
    this.setup = setup;
    this.found = found;
  }

  /**
   * @throws IOException if there is no such index, or one of another shape
   */
  static PreparedIndex open(Setup<OpenSearchIndex> setup) throws Exception {
    Server server = Server.of(setup);
    FoundIndex found = new IndexSetup(server, setup).expectReady();
    return new PreparedIndex(server, setup, found);
  }

  Server server() {
    return server;
  }

  OpenSearchIndex spec() {
    return setup.spec();
  }

  /**
   * A write to an index that is gone could make one of that name, without its mapping.
   *
   * @throws Unavailable if the index is not the one that was opened
   */
  void expectStill() throws Exception {
    JsonNode answer;
    try {
      answer = server.ofIndex("looking at it", "GET", "/_settings/index.uuid", null);
    } catch (CallRefused e) {
      throw Place.unlessOfARow(e);
    }
    JsonNode settings = answer.path(found.name()).path("settings").path("index");
    if (!settings.path("uuid").asText().equals(found.uuid())) {
      throw new Unavailable(
          server.place().name() + " was deleted and made anew by another; run update --full");
    }
  }

  void list(Consumer<Upsert<Row, Row>> rows) throws Exception {
    StoredRows stored = new StoredRows(setup.schema());
    new Listing(server).list(document -> rows.accept(stored.row(document)));
  }
}
