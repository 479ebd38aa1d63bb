package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A target of a test, whose rows are lists of values: those of the key, then the others. */
record TrialTable(PostgresTable spec, RowSchema schema, Duration deadline) {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static String newName() {
    return "trial_" + NUMBER.incrementAndGet();
  }

  /** With a text {@code key}. */
  static TrialTable of(Field... value) {
    return of(Server.ONE.table(newName()), value);
  }

  static TrialTable of(PostgresTable spec, Field... value) {
    RowSchema schema = new RowSchema(List.of(field("key", Kind.TEXT)), List.of(value));
    return new TrialTable(spec, schema, Duration.ofSeconds(10));
  }

  static Field field(String name, Kind kind) {
    return new Field(name, Type.of(kind), false);
  }

  static Field nullable(String name, Kind kind) {
    return new Field(name, Type.of(kind), true);
  }

  static Field vector(String name, int size) {
    return new Field(name, new Type(Kind.VECTOR, size, List.of()), false);
  }

  static Field nested(String name, Kind kind, Field... fields) {
    return new Field(name, new Type(kind, 0, List.of(fields)), true);
  }

  TrialTable with(PostgresTable other) {
    return new TrialTable(other, schema, deadline);
  }

  TrialTable with(Field... value) {
    return new TrialTable(spec, new RowSchema(schema.key(), List.of(value)), deadline);
  }

  TrialTable withKey(Field... key) {
    return new TrialTable(spec, new RowSchema(List.of(key), schema.value()), deadline);
  }

  TrialTable within(Duration time) {
    return new TrialTable(spec, schema, time);
  }

  Setup<PostgresTable> setup() {
    return new Setup<>("things", spec, schema, deadline);
  }

  TrialTable created() throws Exception {
    apply(new SetupChange.Create<>(setup()));
    return this;
  }

  void drop() throws Exception {
    apply(new SetupChange.Drop<>(setup()));
  }

  void alterFrom(TrialTable previous) throws Exception {
    apply(new SetupChange.Alter<>(previous.setup(), setup()));
  }

  Compatibility compatibilityFrom(TrialTable previous) {
    return new PostgresTableConnector().compatibility(previous.setup(), setup());
  }

  private static void apply(SetupChange<PostgresTable> change) throws Exception {
    PostgresTableConnector connector = new PostgresTableConnector();
    try {
      connector.applySetupChange(change);
    } finally {
      connector.close();
    }
  }

  void loaded() throws Exception {
    new PostgresTableConnector().loaded(setup());
  }

  static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  /** Returns the reasons of those that were rejected. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  final List<String> write(List<@Nullable Object>... rows) throws Exception {
    return write(List.of(rows));
  }

  List<String> write(List<? extends List<@Nullable Object>> rows) throws Exception {
    return mutate(call(rows, List.of()));
  }

  List<String> delete(Object... keys) throws Exception {
    return mutate(call(List.of(), Stream.of(keys).map(TrialTable::row).toList()));
  }

  /** What is to be written to this table and others in one call. */
  interface Calls {
    TargetMutations<PreparedTable, Row, Row> in(PostgresTableConnector connector) throws Exception;
  }

  Calls call(
      List<? extends List<@Nullable Object>> upserts,
      List<? extends List<@Nullable Object>> deletes) {
    return connector -> new Call(connector.prepare(setup()), upserts(upserts), deletes(deletes));
  }

  static List<String> mutate(Calls... calls) throws Exception {
    PostgresTableConnector connector = new PostgresTableConnector();
    try {
      List<TargetMutations<PreparedTable, Row, Row>> all = new ArrayList<>();
      for (Calls each : calls) {
        all.add(each.in(connector));
      }
      connector.mutate(all);
      return all.stream().flatMap(each -> ((Call) each).rejected.values().stream()).toList();
    } finally {
      connector.close();
    }
  }

  private List<Upsert<Row, Row>> upserts(List<? extends List<@Nullable Object>> rows) {
    int keys = schema.key().size();
    return rows.stream()
        .map(
            row ->
                new Upsert<>(
                    new Row(schema.key(), row.subList(0, keys)),
                    new Row(schema.value(), row.subList(keys, row.size()))))
        .toList();
  }

  private List<Delete<Row>> deletes(List<? extends List<@Nullable Object>> keys) {
    return keys.stream().map(key -> new Delete<>(new Row(schema.key(), key))).toList();
  }

  /** As the connector lists them. */
  List<Upsert<Row, Row>> listed() throws Exception {
    PostgresTableConnector connector = new PostgresTableConnector();
    try {
      List<Upsert<Row, Row>> rows = new ArrayList<>();
      connector.listRows(connector.prepare(setup()), rows::add);
      return rows;
    } finally {
      connector.close();
    }
  }

  /** The keys of what a search finds. */
  List<Object> found(String text, float... vector) throws Exception {
    PostgresTableConnector connector = new PostgresTableConnector();
    try {
      RowSearch search = new RowSearch(text, vector.length == 0 ? null : vector, 2);
      return connector.findRows(setup(), search).stream()
          .map(row -> row.key().values().get(0))
          .toList();
    } finally {
      connector.close();
    }
  }

  /** They are exactly these, values included. */
  void expectListed(List<? extends List<@Nullable Object>> rows) throws Exception {
    Map<Row, Row> found = new HashMap<>();
    listed().forEach(row -> found.put(row.key(), row.value()));
    for (Upsert<Row, Row> wanted : upserts(rows)) {
      Row value = found.remove(wanted.key());
      assertThat(value).as("the row %s", wanted.key().values()).isNotNull();
      for (Field field : schema.value()) {
        assertThat(value.get(field.name()))
            .as("%s of the row %s", field.name(), wanted.key().values())
            .isEqualTo(wanted.value().get(field.name()));
      }
    }
    assertThat(found).isEmpty();
  }

  List<String> rows(String columns) throws Exception {
    return Server.ONE.rows("SELECT " + columns + " FROM " + Names.table(spec) + " ORDER BY 1");
  }

  /** Name, type and whether it is NOT NULL, of each column. */
  List<String> columns() throws Exception {
    return Server.ONE.rows(
        """
        SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname
        """
            .formatted(Names.literal(Names.table(spec))));
  }

  private static final class Call implements TargetMutations<PreparedTable, Row, Row> {
    private final PreparedTable prepared;
    private final List<Upsert<Row, Row>> upserts;
    private final List<Delete<Row>> deletes;
    private final Map<Row, String> rejected = new LinkedHashMap<>();

    Call(PreparedTable prepared, List<Upsert<Row, Row>> upserts, List<Delete<Row>> deletes) {
      this.prepared = prepared;
      this.upserts = upserts;
      this.deletes = deletes;
    }

    @Override
    public PreparedTable prepared() {
      return prepared;
    }

    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public List<Upsert<Row, Row>> upserts() {
      return upserts;
    }

    @Override
    public List<Delete<Row>> deletes() {
      return deletes;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<Row> row, String reason) {
      rejected.put(row.key(), reason);
    }
  }
}
