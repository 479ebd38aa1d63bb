package dev.freshet.postgres;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Refuses what can never work, all of it together. */
final class SpecCheck {
  private static final int MOST_COLUMNS = 1_600;
  private static final int MOST_DIMENSIONS = 16_000;
  private static final int MOST_INDEXED = 2_000;

  private final Setup<PostgresTable> setup;
  private final PostgresTable spec;
  private final Map<String, Field> columns = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  SpecCheck(Setup<PostgresTable> setup) {
    this.setup = setup;
    this.spec = setup.spec();
    setup.schema().key().forEach(field -> columns.put(field.name(), field));
    setup.schema().value().forEach(field -> columns.put(field.name(), field));
  }

  /**
   * @throws IllegalArgumentException with every problem
   */
  void run() {
    check(() -> Address.of(spec.url()));
    check(() -> Names.check("table", spec.table()));
    check(() -> Names.check("schema", spec.schema()));
    columns.keySet().forEach(name -> check(() -> Names.check("column of the rows", name)));
    checkColumns();
    setup.schema().key().forEach(this::checkKey);
    columns.values().forEach(field -> checkType(field.name(), field.type()));
    known("types", List.copyOf(spec.types().keySet()));
    spec.vectorIndexes().forEach(index -> checkVectorIndex(index.column()));
    spec.textIndexes().forEach(index -> index.columns().forEach(this::checkTextIndex));
    spec.indexes().forEach(index -> known("indexes", index.columns()));
    if (spec.textIndexes().stream().anyMatch(index -> index.columns().isEmpty())) {
      problems.add("text-indexes: an index needs a column");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "target " + setup.name() + ": " + String.join("; ", problems));
    }
  }

  private void check(Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void checkColumns() {
    if (columns.size() > MOST_COLUMNS) {
      problems.add("a table has at most " + MOST_COLUMNS + " columns, found " + columns.size());
    }
  }

  private void checkKey(Field field) {
    Kind kind = field.type().kind();
    boolean asText = spec.types().getOrDefault(field.name(), "").equals("text");
    if (!TextForm.isSimple(kind)) {
      problems.add(
          "the key component %s is %s, which cannot be a key in Postgres"
              .formatted(field.name(), ColumnTypes.describe(field.type())));
    } else if (kind == Kind.DECIMAL && !asText) {
      problems.add(
          "the key component %s is a decimal, of which 1.0 and 1.00 are two and one number in"
                  .formatted(field.name())
              + " Postgres; say types: {%s: text}".formatted(field.name()));
    }
  }

  private void checkType(String path, Type type) {
    boolean extension = spec.vectors() != VectorType.REAL_ARRAY && columns.containsKey(path);
    if (type.kind() == Kind.VECTOR && extension && type.size() > MOST_DIMENSIONS) {
      problems.add(
          "%s has %d dimensions, of at most %d; say vectors: real-array"
              .formatted(path, type.size(), MOST_DIMENSIONS));
    }
    if (type.kind() == Kind.MAP && !JsonText.canBeKey(type.fields().get(0).type().kind())) {
      problems.add(path + " is a map whose keys are no simple values, which JSON does not have");
    }
    type.fields().forEach(field -> checkType(path + "." + field.name(), field.type()));
  }

  private void checkVectorIndex(String column) {
    known("vector-indexes", List.of(column));
    Field field = columns.get(column);
    int most = spec.vectors() == VectorType.HALFVEC ? 2 * MOST_INDEXED : MOST_INDEXED;
    if (spec.vectors() == VectorType.REAL_ARRAY) {
      problems.add("vector-indexes need pgvector, and vectors is real-array");
    } else if (field != null && field.type().kind() != Kind.VECTOR) {
      problems.add("vector-indexes: " + column + " is no vector");
    } else if (field != null && field.type().size() > most) {
      problems.add(
          "vector-indexes: %s has %d dimensions, of at most %d for %s"
              .formatted(
                  column,
                  field.type().size(),
                  most,
                  spec.vectors().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void checkTextIndex(String column) {
    known("text-indexes", List.of(column));
    Field field = columns.get(column);
    if (field != null && field.type().kind() != Kind.TEXT) {
      problems.add("text-indexes: " + column + " is no text");
    }
  }

  private void known(String option, List<String> names) {
    for (String name : names) {
      if (!columns.containsKey(name)) {
        problems.add("%s: there is no column %s, but %s".formatted(option, name, columns.keySet()));
      }
    }
    if (names.isEmpty() && !option.equals("types")) {
      problems.add(option + ": an index needs a column");
    }
  }
}
