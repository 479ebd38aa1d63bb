package dev.freshet.postgres;

import dev.freshet.postgres.PostgresTable.ColumnIndex;
import dev.freshet.postgres.PostgresTable.TextIndex;
import dev.freshet.postgres.PostgresTable.VectorIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** The indexes that a spec asks for, as SQL. */
final class IndexDefinitions {
  /** Longer texts are indexed up to here: the server refuses them whole. */
  static final int MOST_INDEXED_CHARACTERS = 250_000;

  private IndexDefinitions() {}

  /** What follows the name of the table, by the name of the index. */
  static Map<String, String> of(PostgresTable spec, String vectorSchema) {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (VectorIndex index : spec.vectorIndexes()) {
      put(
          spec,
          definitions,
          List.of(index.column()),
          index.toString(),
          vector(spec, index, vectorSchema));
    }
    for (TextIndex index : spec.textIndexes()) {
      put(spec, definitions, index.columns(), index.toString(), "USING gin (" + words(index) + ")");
    }
    for (ColumnIndex index : spec.indexes()) {
      String method = index.method().name().toLowerCase(Locale.ROOT);
      String definition = "USING " + method + " (" + Names.quoted(index.columns()) + ")";
      put(spec, definitions, index.columns(), index.toString(), definition);
    }
    return definitions;
  }

  private static void put(
      PostgresTable spec,
      Map<String, String> definitions,
      List<String> columns,
      String what,
      String definition) {
    String whole = spec.table() + " " + what + " " + spec.vectors();
    UUID hash = UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8));
    String readable = spec.table() + "_" + String.join("_", columns);
    String end = "_" + hash.toString().substring(0, 8);
    definitions.put(cut(readable, Names.MOST_BYTES - end.length()) + end, definition);
  }

  private static String cut(String name, int bytes) {
    String cut = name;
    while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  private static String vector(PostgresTable spec, VectorIndex index, String vectorSchema) {
    String type = spec.vectors() == PostgresTable.VectorType.HALFVEC ? "halfvec" : "vector";
    String distance =
        switch (index.distance()) {
          case COSINE -> "cosine";
          case L2 -> "l2";
          case INNER_PRODUCT -> "ip";
          case L1 -> "l1";
        };
    List<String> options = new ArrayList<>();
    new TreeMap<>(index.options())
        .forEach((name, value) -> options.add(Names.quoted(name) + " = " + value));
    return "USING %s (%s %s.%s_%s_ops)%s"
        .formatted(
            index.method().name().toLowerCase(Locale.ROOT),
            Names.quoted(index.column()),
            vectorSchema,
            type,
            distance,
            options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")");
  }

  /** The words of the columns, as a search has to say them for the index to be used. */
  static String words(TextIndex index) {
    String all =
        index.columns().stream()
            .map(column -> "coalesce(" + Names.quoted(column) + ", '')")
            .collect(Collectors.joining(" || ' ' || "));
    return "to_tsvector(%s, left(%s, %d))"
        .formatted(Names.literal(index.language()), all, MOST_INDEXED_CHARACTERS);
  }
}
