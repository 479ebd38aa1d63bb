package dev.freshet.opensearch;

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
record IndexTrial(OpenSearchIndex spec, List<Field> value, Duration deadline) {
  static IndexTrial of(OpenSearchIndex spec, Field... value) {
    return new IndexTrial(spec, List.of(value), Duration.ofSeconds(10));
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

  Setup<OpenSearchIndex> setup() {
    return new Setup<>("things", spec, schema(), deadline);
  }

  IndexTrial within(Duration time) {
    return new IndexTrial(spec, value, time);
  }

  IndexTrial with(OpenSearchIndex newSpec) {
    return new IndexTrial(newSpec, value, deadline);
  }

  void check() {
    new OpenSearchIndexConnector().check(setup());
  }

  IndexTrial created() throws Exception {
    new OpenSearchIndexConnector().applySetupChange(new SetupChange.Create<>(setup()));
    return this;
  }

  void dropped() throws Exception {
    new OpenSearchIndexConnector().applySetupChange(new SetupChange.Drop<>(setup()));
  }

  void alteredFrom(IndexTrial previous) throws Exception {
    new OpenSearchIndexConnector()
        .applySetupChange(new SetupChange.Alter<>(previous.setup(), setup()));
  }

  Compatibility compatibilityFrom(IndexTrial previous) {
    return new OpenSearchIndexConnector().compatibility(previous.setup(), setup());
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
    OpenSearchIndexConnector connector = new OpenSearchIndexConnector();
    Batch batch = new Batch(connector.prepare(setup()), upserts, deletes, new ArrayList<>());
    connector.mutate(List.of(batch));
    return batch.rejected();
  }

  List<Upsert<Row, Row>> listed() throws Exception {
    OpenSearchIndexConnector connector = new OpenSearchIndexConnector();
    List<Upsert<Row, Row>> rows = new ArrayList<>();
    connector.listRows(connector.prepare(setup()), rows::add);
    return rows;
  }

  List<String> listedKeys() throws Exception {
    return listed().stream().map(row -> String.valueOf(row.key().get("key"))).sorted().toList();
  }

  private record Batch(
      PreparedIndex prepared,
      List<Upsert<Row, Row>> upserts,
      List<Delete<Row>> deletes,
      List<String> rejected)
      implements TargetMutations<PreparedIndex, Row, Row> {
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
