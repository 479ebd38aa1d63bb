package dev.freshet.opensearch;

import dev.freshet.api.Compatibility;
import dev.freshet.api.FindsRows;
import dev.freshet.api.FoundRow;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.util.List;
import java.util.function.Consumer;

/** The target {@code opensearch}: documents in bulk requests, each on the disk on return. */
public final class OpenSearchIndexConnector
    implements TargetConnector<OpenSearchIndex, PreparedIndex, Row, Row>,
        ListsRows<PreparedIndex, Row, Row>,
        FindsRows<OpenSearchIndex> {

  @Override
  public String type() {
    return "opensearch";
  }

  @Override
  public Class<OpenSearchIndex> specType() {
    return OpenSearchIndex.class;
  }

  @Override
  public void check(Setup<OpenSearchIndex> setup) {
    new IndexChecks(setup).check();
  }

  @Override
  public String persistentKey(Setup<OpenSearchIndex> setup) {
    return Address.of(setup.spec().url()).place() + "/" + setup.spec().index();
  }

  @Override
  public String describe(String persistentKey) {
    return "OpenSearch index " + persistentKey;
  }

  /** A mapping can be given more fields, and nothing else of it can be changed or taken away. */
  @Override
  public Compatibility compatibility(
      Setup<OpenSearchIndex> previous, Setup<OpenSearchIndex> current) {
    if (!persistentKey(previous).equals(persistentKey(current))
        || !IndexShape.of(current).extendsShape(IndexShape.of(previous))) {
      return Compatibility.RECREATE;
    }
    return previous.schema().equals(current.schema())
        ? Compatibility.COMPATIBLE
        : Compatibility.REWRITE_ROWS;
  }

  @Override
  public void applySetupChange(SetupChange<OpenSearchIndex> change) throws Exception {
    if (change instanceof SetupChange.Create<OpenSearchIndex> create) {
      setup(create.current()).bringAbout();
    } else if (change instanceof SetupChange.Alter<OpenSearchIndex> alter) {
      setup(alter.current()).bringAbout();
    } else if (change instanceof SetupChange.Drop<OpenSearchIndex> drop) {
      setup(drop.previous()).drop();
    }
  }

  private static IndexSetup setup(Setup<OpenSearchIndex> setup) throws Exception {
    return new IndexSetup(Server.of(setup), setup);
  }

  @Override
  public PreparedIndex prepare(Setup<OpenSearchIndex> setup) throws Exception {
    return PreparedIndex.open(setup);
  }

  @Override
  public void mutate(List<TargetMutations<PreparedIndex, Row, Row>> all) throws Exception {
    for (TargetMutations<PreparedIndex, Row, Row> target : all) {
      new Bulks(target).send();
    }
  }

  @Override
  public void listRows(PreparedIndex prepared, Consumer<Upsert<Row, Row>> rows) throws Exception {
    prepared.list(rows);
  }

  @Override
  public List<FoundRow> findRows(Setup<OpenSearchIndex> setup, RowSearch search) throws Exception {
    return new IndexSearch(Server.of(setup), setup).run(search);
  }
}
