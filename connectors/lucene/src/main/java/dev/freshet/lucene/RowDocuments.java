package dev.freshet.lucene;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.api.internal.RowRefused;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FloatField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** Rows as documents; see {@link LuceneIndex} for which field a component becomes. Immutable. */
final class RowDocuments {
  static final String KEY = "_key";
  static final String NESTED = "_nested";
  static final String KEYWORD = "a keyword";
  static final String FULL_TEXT = "full text";

  private static final Set<Kind> KINDS_OF_NESTED = EnumSet.of(Kind.LIST, Kind.STRUCT, Kind.MAP);

  private final RowSchema schema;
  private final List<Field> nested;
  private final Set<String> keyword;
  private final VectorSimilarityFunction similarity;

  private RowDocuments(Setup<LuceneIndex> setup) {
    this.schema = setup.schema();
    this.nested =
        Stream.concat(schema.key().stream(), schema.value().stream())
            .filter(RowDocuments::isNested)
            .toList();
    this.keyword = new HashSet<>(setup.spec().keyword());
    schema.key().forEach(field -> keyword.add(field.name()));
    this.similarity = similarity(setup.spec().similarity());
  }

  static RowDocuments of(Setup<LuceneIndex> setup) {
    return new RowDocuments(setup);
  }

  private static VectorSimilarityFunction similarity(LuceneIndex.Similarity chosen) {
    return switch (chosen) {
      case COSINE -> VectorSimilarityFunction.COSINE;
      case DOT_PRODUCT -> VectorSimilarityFunction.DOT_PRODUCT;
      case EUCLIDEAN -> VectorSimilarityFunction.EUCLIDEAN;
      case MAXIMUM_INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
    };
  }

  static boolean isNested(Field field) {
    return KINDS_OF_NESTED.contains(field.type().kind());
  }

  RowSchema schema() {
    return schema;
  }

  /** The lists, records and maps, which are stored together. */
  List<Field> nested() {
    return nested;
  }

  /** What each field is indexed as, which an index never changes; see {@link #isCompatible}. */
  Map<String, String> shape() {
    Map<String, String> shape = new TreeMap<>();
    shape.put(KEY, schema.key().toString());
    for (Field field : schema.value()) {
      shape(field.name(), field.name(), field.type(), shape);
    }
    return shape;
  }

  private void shape(String component, String name, Type type, Map<String, String> shape) {
    switch (type.kind()) {
      case STRUCT ->
          type.fields()
              .forEach(part -> shape(component, name + "." + part.name(), part.type(), shape));
      case LIST -> shape(component, name, type.fields().get(0).type(), shape);
      case TEXT -> shape.put(name, keyword.contains(component) ? KEYWORD : FULL_TEXT);
      case INT, LONG, INSTANT -> shape.put(name, "an integer");
      case VECTOR -> shape.put(name, "a vector of " + type.size() + ", " + similarity);
      default -> shape.put(name, type.kind().name());
    }
  }

  /** Whether documents of both shapes can be in one index. */
  static boolean isCompatible(Map<String, String> before, Map<String, String> now) {
    return now.entrySet().stream()
        .allMatch(
            field ->
                field.getValue().equals(before.getOrDefault(field.getKey(), field.getValue())));
  }

  static BytesRef keyTerm(Row key) {
    return new BytesRef(CanonicalEncoding.encode(key.fields(), key.values()));
  }

  Document document(Row key, Row value) throws RowRefused {
    Document document = new Document();
    BytesRef term = keyTerm(key);
    if (term.length > IndexWriter.MAX_TERM_LENGTH) {
      throw new RowRefused(
          "the key has %,d bytes; an index takes up to %,d"
              .formatted(term.length, IndexWriter.MAX_TERM_LENGTH));
    }
    document.add(new StringField(KEY, term, Store.NO));
    Map<String, @Nullable Object> values = new HashMap<>();
    for (Row part : List.of(key, value)) {
      for (int i = 0; i < part.fields().size(); i++) {
        Field field = part.fields().get(i);
        Object found = part.values().get(i);
        values.put(field.name(), found);
        add(document, field.name(), field.name(), field.type(), found, Store.YES);
      }
    }
    if (!nested.isEmpty()) {
      List<@Nullable Object> parts = new ArrayList<>();
      nested.forEach(field -> parts.add(values.get(field.name())));
      document.add(new StoredField(NESTED, CanonicalEncoding.encode(nested, parts)));
    }
    return document;
  }

  private void add(
      Document document, String component, String name, Type type, Object value, Store store)
      throws RowRefused {
    if (value == null) {
      return;
    }
    switch (type.kind()) {
      case TEXT -> addText(document, component, name, (String) value, store);
      case BOOLEAN, DECIMAL, DATE, UUID ->
          document.add(new KeywordField(name, value.toString(), store));
      case INT, LONG -> document.add(new LongField(name, ((Number) value).longValue(), store));
      case FLOAT -> document.add(new FloatField(name, (Float) value, store));
      case DOUBLE -> document.add(new DoubleField(name, (Double) value, store));
      case INSTANT -> addInstant(document, name, (Instant) value, store);
      case BYTES -> {
        if (store == Store.YES) {
          document.add(new StoredField(name, (byte[]) value));
        }
      }
      case VECTOR -> {
        if (store == Store.YES) {
          document.add(new KnnFloatVectorField(name, vector(name, (float[]) value), similarity));
        }
      }
      case LIST -> {
        Type element = type.fields().get(0).type();
        for (Object one : (List<?>) value) {
          add(document, component, name, element, one, Store.NO);
        }
      }
      case STRUCT -> {
        Row row = (Row) value;
        for (int i = 0; i < row.fields().size(); i++) {
          Field field = row.fields().get(i);
          String part = name + "." + field.name();
          add(document, component, part, field.type(), row.values().get(i), Store.NO);
        }
      }
      case MAP -> {
        return;
      }
    }
  }

  private void addText(Document document, String component, String name, String text, Store store)
      throws RowRefused {
    int bytes = utf8Length(name, text);
    if (!keyword.contains(component)) {
      document.add(new TextField(name, text, store));
    } else if (bytes <= IndexWriter.MAX_TERM_LENGTH) {
      document.add(new KeywordField(name, text, store));
    } else {
      throw new RowRefused(
          "%s has %,d bytes; a keyword has up to %,d"
              .formatted(name, bytes, IndexWriter.MAX_TERM_LENGTH));
    }
  }

  /** Lucene would put another character in the place of half a pair. */
  private static int utf8Length(String name, String text) throws RowRefused {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return encoded.remaining();
    } catch (CharacterCodingException e) {
      throw new RowRefused(name + " has half a surrogate pair, which is no text");
    }
  }

  private static void addInstant(Document document, String name, Instant value, Store store)
      throws RowRefused {
    try {
      document.add(new LongField(name, value.toEpochMilli(), Store.NO));
    } catch (ArithmeticException e) {
      throw new RowRefused(name + " is " + value + ", beyond what 64 bits of milliseconds hold");
    }
    if (store == Store.YES) {
      document.add(new StoredField(name, value.toString()));
    }
  }

  private float[] vector(String name, float[] values) throws RowRefused {
    boolean onlyZeros = true;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new RowRefused(name + " has " + values[i] + " at " + i + ", which is nowhere");
      }
      onlyZeros &= values[i] == 0;
    }
    if (onlyZeros && similarity == VectorSimilarityFunction.COSINE) {
      throw new RowRefused(name + " has only zeros, which have no direction to compare");
    }
    return values;
  }
}
