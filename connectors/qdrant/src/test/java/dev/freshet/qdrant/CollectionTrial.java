package dev.freshet.qdrant;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A target of a test, with a text {@code key}, whose rows are lists of values. */
record CollectionTrial(QdrantCollection spec, List<Field> value, Duration deadline) {
  static CollectionTrial of(QdrantCollection spec, Field... value) {
    return new CollectionTrial(spec, List.of(value), Duration.ofSeconds(10));
  }

  static Field field(String name, Kind kind, Field... fields) {
    return new Field(name, new Type(kind, 0, List.of(fields)), false);
  }

  static Field nullable(String name, Kind kind, Field... fields) {
    return new Field(name, new Type(kind, 0, List.of(fields)), true);
  }

  static Field vector(String name, int size) {
    return new Field(name, new Type(Kind.VECTOR, size, List.of()), false);
  }

  RowSchema schema() {
    return new RowSchema(List.of(field("key", Kind.TEXT)), value);
  }

  Setup<QdrantCollection> setup() {
    return new Setup<>("things", spec, schema(), deadline);
  }

  CollectionTrial within(Duration time) {
    return new CollectionTrial(spec, value, time);
  }

  void check() {
    new QdrantCollectionConnector().check(setup());
  }

  CollectionTrial created() throws Exception {
    new QdrantCollectionConnector().applySetupChange(new SetupChange.Create<>(setup()));
    return this;
  }

  void dropped() throws Exception {
    new QdrantCollectionConnector().applySetupChange(new SetupChange.Drop<>(setup()));
  }

  void alteredFrom(CollectionTrial previous) throws Exception {
    new QdrantCollectionConnector()
        .applySetupChange(new SetupChange.Alter<>(previous.setup(), setup()));
  }

  Compatibility compatibilityFrom(CollectionTrial previous) {
    return new QdrantCollectionConnector().compatibility(previous.setup(), setup());
  }

  Row key(String key) {
    return new Row(schema().key(), List.of(key));
  }

  Upsert<Row, Row> row(String key, @Nullable Object... values) {
    return new Upsert<>(key(key), new Row(value, Arrays.asList(values)));
  }

  /** Returns the reasons of the rows that were rejected. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  final List<String> write(Upsert<Row, Row>... rows) throws Exception {
    return mutate(List.of(rows), List.of());
  }

  List<String> delete(String... keys) throws Exception {
    return mutate(List.of(), Arrays.stream(keys).map(key -> new Delete<>(key(key))).toList());
  }

  List<String> mutate(List<Upsert<Row, Row>> upserts, List<Delete<Row>> deletes) throws Exception {
    QdrantCollectionConnector connector = new QdrantCollectionConnector();
    try (PreparedCollection prepared = connector.prepare(setup())) {
      Batch batch = new Batch(prepared, upserts, deletes, new ArrayList<>());
      connector.mutate(List.of(batch));
      return batch.rejected();
    }
  }

  List<Upsert<Row, Row>> listed() throws Exception {
    QdrantCollectionConnector connector = new QdrantCollectionConnector();
    List<Upsert<Row, Row>> rows = new ArrayList<>();
    try (PreparedCollection prepared = connector.prepare(setup())) {
      connector.listRows(prepared, rows::add);
    }
    return rows;
  }

  private record Batch(
      PreparedCollection prepared,
      List<Upsert<Row, Row>> upserts,
      List<Delete<Row>> deletes,
      List<String> rejected)
      implements TargetMutations<PreparedCollection, Row, Row> {
    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<Row> row, String reason) {
      rejected.add(reason);
    }
  }
}
