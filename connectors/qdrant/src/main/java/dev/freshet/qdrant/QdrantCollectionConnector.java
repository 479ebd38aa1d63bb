package dev.freshet.qdrant;

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
import java.util.Map;
import java.util.function.Consumer;

/** The target {@code qdrant}: points in requests of a bounded size, each applied on return. */
public final class QdrantCollectionConnector
    implements TargetConnector<QdrantCollection, PreparedCollection, Row, Row>,
        ListsRows<PreparedCollection, Row, Row>,
        FindsRows<QdrantCollection> {

  @Override
  public String type() {
    return "qdrant";
  }

  @Override
  public Class<QdrantCollection> specType() {
    return QdrantCollection.class;
  }

  @Override
  public void check(Setup<QdrantCollection> setup) {
    new CollectionChecks(setup).check();
  }

  @Override
  public String persistentKey(Setup<QdrantCollection> setup) {
    Address address = Address.of(setup.spec().url());
    return address.host() + ":" + address.port() + "/" + setup.spec().collection();
  }

  @Override
  public String describe(String persistentKey) {
    return "Qdrant collection " + persistentKey;
  }

  /** Vectors cannot change in a collection; an index, the graph or another key needs no rows. */
  @Override
  public Compatibility compatibility(
      Setup<QdrantCollection> previous, Setup<QdrantCollection> current) {
    Map<String, VectorShape> before = VectorShape.of(previous.spec(), previous.schema());
    if (!persistentKey(previous).equals(persistentKey(current))
        || !before.equals(VectorShape.of(current.spec(), current.schema()))) {
      return Compatibility.RECREATE;
    }
    return previous.schema().equals(current.schema())
        ? Compatibility.COMPATIBLE
        : Compatibility.REWRITE_ROWS;
  }

  @Override
  public void applySetupChange(SetupChange<QdrantCollection> change) throws Exception {
    if (change instanceof SetupChange.Create<QdrantCollection> create) {
      apply(create.current(), CollectionSetup::create);
    } else if (change instanceof SetupChange.Alter<QdrantCollection> alter) {
      apply(
          alter.current(),
          collection -> collection.alter(alter.previous().spec().payloadIndexes()));
    } else if (change instanceof SetupChange.Drop<QdrantCollection> drop) {
      apply(drop.previous(), CollectionSetup::drop);
    }
  }

  private interface Change {
    void apply(CollectionSetup collection) throws Exception;
  }

  private static void apply(Setup<QdrantCollection> setup, Change change) throws Exception {
    try (Server server = Server.of(setup)) {
      change.apply(new CollectionSetup(server, setup));
    }
  }

  @Override
  public PreparedCollection prepare(Setup<QdrantCollection> setup) throws Exception {
    return PreparedCollection.open(setup);
  }

  @Override
  public void mutate(List<TargetMutations<PreparedCollection, Row, Row>> all) throws Exception {
    for (TargetMutations<PreparedCollection, Row, Row> target : all) {
      new Batches(target).send();
    }
  }

  @Override
  public void listRows(PreparedCollection prepared, Consumer<Upsert<Row, Row>> rows)
      throws Exception {
    prepared.list(rows);
  }

  @Override
  public List<FoundRow> findRows(Setup<QdrantCollection> setup, RowSearch search) throws Exception {
    try (PreparedCollection collection = PreparedCollection.open(setup)) {
      return collection.find(search);
    }
  }
}
