package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import dev.freshet.opensearch.OpenSearchIndex.Engine;
import dev.freshet.opensearch.OpenSearchIndex.Space;
import dev.freshet.opensearch.OpenSearchIndex.Texts;
import dev.freshet.opensearch.OpenSearchIndex.Vectors;
import java.util.List;
import java.util.Map;

/**
 * What of an index can never change, or only grow.
 *
 * @param properties the fields of its mapping
 * @param hasVectors beside others that are kept and not searched
 */
record IndexShape(ObjectNode properties, int shards, boolean hasVectors) {
  /** In characters: such a text has no more bytes than the 32,766 that a term may have. */
  private static final int LONGEST_TERM = 8191;

  private static final String FIELDS = "properties";
  private static final String TYPE = "type";

  static IndexShape of(Setup<OpenSearchIndex> setup) {
    OpenSearchIndex spec = setup.spec();
    ObjectNode properties = Json.object();
    for (Field field : setup.schema().key()) {
      properties.set(field.name(), ofKey(field.type()));
    }
    boolean hasVectors = false;
    for (Field field : setup.schema().value()) {
      boolean isVector = field.type().kind() == Kind.VECTOR;
      hasVectors |= isVector;
      properties.set(
          field.name(),
          isVector ? vector(spec, field) : ofValue(field.type(), field, spec.texts()));
    }
    return new IndexShape(properties, spec.shards(), hasVectors);
  }

  private static ObjectNode ofKey(Type type) {
    return type.kind() == Kind.TEXT ? keyword() : nested(type);
  }

  private static ObjectNode ofValue(Type type, Field field, Texts texts) {
    Type element = type;
    while (element.kind() == Kind.LIST) {
      element = element.fields().get(0).type();
    }
    return element.kind() == Kind.TEXT && !texts.keyword().contains(field.name())
        ? text(texts.analyzers().getOrDefault(field.name(), texts.analyzer()))
        : nested(type);
  }

  private static ObjectNode text(String analyzer) {
    ObjectNode text = typed("text");
    return analyzer.isEmpty() ? text : text.put("analyzer", analyzer);
  }

  private static ObjectNode keyword() {
    return typed("keyword").put("ignore_above", LONGEST_TERM);
  }

  /** Of a component that is no text of its own; texts in records are found as a whole. */
  private static ObjectNode nested(Type type) {
    return switch (type.kind()) {
      case BOOLEAN -> typed("boolean");
      case INT -> typed("integer");
      case LONG -> typed("long");
      case FLOAT -> typed("float");
      case DOUBLE -> typed("double");
      case TEXT, DECIMAL, UUID -> keyword();
      case BYTES -> typed("binary");
      case INSTANT, DATE -> typed("date");
      case VECTOR -> typed("float").put("index", false).put("doc_values", false);
      case STRUCT -> struct(type.fields());
      case LIST -> list(type.fields().get(0).type());
      case MAP -> typed("object").put("enabled", false);
    };
  }

  private static ObjectNode struct(List<Field> fields) {
    if (fields.isEmpty()) {
      return typed("object");
    }
    ObjectNode properties = Json.object();
    fields.forEach(field -> properties.set(field.name(), nested(field.type())));
    return Json.object().set(FIELDS, properties);
  }

  /** Each record of a list is searched by itself. */
  private static ObjectNode list(Type element) {
    ObjectNode each = nested(element);
    return element.kind() == Kind.STRUCT ? each.put(TYPE, "nested") : each;
  }

  private static ObjectNode vector(OpenSearchIndex spec, Field field) {
    Vectors vectors = spec.vectors();
    Space space = vectors.spaces().getOrDefault(field.name(), vectors.space());
    int dimensions = field.type().size();
    return spec.dialect() == Dialect.OPENSEARCH
        ? knnVector(vectors, space, dimensions)
        : denseVector(vectors, space, dimensions);
  }

  private static ObjectNode knnVector(Vectors vectors, Space space, int dimensions) {
    ObjectNode vector = typed("knn_vector").put("dimension", dimensions);
    ObjectNode method = vector.putObject("method");
    method.put("name", "hnsw");
    method.put("engine", vectors.engine() == Engine.LUCENE ? "lucene" : "faiss");
    method.put(
        "space_type",
        switch (space) {
          case COSINE -> "cosinesimil";
          case L2 -> "l2";
          case INNER_PRODUCT -> "innerproduct";
        });
    method
        .putObject("parameters")
        .put("m", vectors.m())
        .put("ef_construction", vectors.efConstruction());
    return vector;
  }

  private static ObjectNode denseVector(Vectors vectors, Space space, int dimensions) {
    ObjectNode vector = typed("dense_vector").put("dims", dimensions).put("index", true);
    vector.put(
        "similarity",
        switch (space) {
          case COSINE -> "cosine";
          case L2 -> "l2_norm";
          case INNER_PRODUCT -> "max_inner_product";
        });
    vector
        .putObject("index_options")
        .put("type", "hnsw")
        .put("m", vectors.m())
        .put("ef_construction", vectors.efConstruction());
    return vector;
  }

  private static ObjectNode typed(String type) {
    return Json.object().put(TYPE, type);
  }

  /** Whether an index of that shape becomes one of this by adding fields. */
  boolean extendsShape(IndexShape that) {
    return shards == that.shards
        && hasVectors == that.hasVectors
        && hasAll(properties, that.properties);
  }

  private static boolean hasAll(JsonNode properties, JsonNode wanted) {
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      JsonNode there = properties.path(each.getKey());
      boolean isSame = there.equals(each.getValue());
      boolean isLarger =
          there.has(FIELDS)
              && each.getValue().has(FIELDS)
              && there.path(TYPE).equals(each.getValue().path(TYPE))
              && hasAll(there.path(FIELDS), each.getValue().path(FIELDS));
      if (!isSame && !isLarger) {
        return false;
      }
    }
    return true;
  }

  /**
   * What the server's JSON does not have as it is wanted, in words; empty if it has it all, and
   * perhaps more.
   *
   * @param path of the JSON
   */
  static String misfit(String path, JsonNode wanted, JsonNode found) {
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      String name = each.getKey().equals(FIELDS) ? path : path + "." + each.getKey();
      JsonNode there = found.path(each.getKey());
      if (each.getValue().isObject() && there.isObject()) {
        String inside = misfit(name, each.getValue(), there);
        if (!inside.isEmpty()) {
          return inside;
        }
      } else if (!there.isValueNode() || !each.getValue().asText().equals(there.asText())) {
        return "wanted %s %s, found %s"
            .formatted(name.substring(1), each.getValue(), there.isMissingNode() ? "none" : there);
      }
    }
    return "";
  }
}
