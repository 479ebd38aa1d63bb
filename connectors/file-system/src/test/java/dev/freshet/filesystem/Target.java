package dev.freshet.filesystem;

import dev.freshet.api.Delete;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A target of a test; what a batch rejects is what writing it returns. */
record Target(Setup<FileSystemDirectory> setup, FileSystemDirectoryConnector connector) {
  private static final Field CONTENT = new Field("text", Type.of(Kind.TEXT), false);

  static Target of(FileSystemDirectory spec) {
    RowSchema schema =
        new RowSchema(List.of(new Field("name", Type.of(Kind.TEXT), false)), List.of(CONTENT));
    Setup<FileSystemDirectory> setup = new Setup<>("pages", spec, schema, Duration.ofSeconds(10));
    FileSystemDirectoryConnector connector = new FileSystemDirectoryConnector();
    connector.check(setup);
    return new Target(setup, connector);
  }

  void create() throws Exception {
    connector.applySetupChange(new SetupChange.Create<>(setup));
  }

  /**
   * @param rows key and text by turns
   */
  Map<String, String> upsert(String... rows) throws Exception {
    List<Upsert<String, Row>> upserts = new ArrayList<>();
    for (int i = 0; i < rows.length; i += 2) {
      upserts.add(new Upsert<>(rows[i], new Row(List.of(CONTENT), List.of(rows[i + 1]))));
    }
    return mutate(upserts, List.of());
  }

  Map<String, String> delete(String... keys) throws Exception {
    return mutate(List.of(), Stream.of(keys).map(Delete::new).toList());
  }

  private Map<String, String> mutate(
      List<Upsert<String, Row>> upserts, List<Delete<String>> deletes) throws Exception {
    try (DirectoryTarget prepared = connector.prepare(setup)) {
      Call call = new Call(prepared, upserts, deletes, new LinkedHashMap<>());
      connector.mutate(List.of(call));
      return call.rejected();
    }
  }

  Map<String, String> rows() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    try (DirectoryTarget prepared = connector.prepare(setup)) {
      connector.listRows(
          prepared, row -> rows.put(row.key(), (String) row.value().values().get(0)));
    }
    return rows;
  }

  void close() throws Exception {
    connector.close();
  }

  record Call(
      DirectoryTarget prepared,
      List<Upsert<String, Row>> upserts,
      List<Delete<String>> deletes,
      Map<String, String> rejected)
      implements TargetMutations<DirectoryTarget, String, Row> {
    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<String> row, String reason) {
      rejected.put(row.key(), reason);
    }
  }
}
