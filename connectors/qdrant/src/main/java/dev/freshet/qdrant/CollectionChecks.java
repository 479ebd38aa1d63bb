package dev.freshet.qdrant;

import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.qdrant.QdrantCollection.PayloadIndex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is asked of a spec and its rows before anything is touched. */
final class CollectionChecks {
  private static final int MOST_DIMENSIONS = 65_536;
  private static final int LONGEST_NAME = 255;
  private static final Pattern FORBIDDEN = Pattern.compile("[<>:\"/\\\\|?*\\x00-\\x1F]");

  private final String place;
  private final QdrantCollection spec;
  private final RowSchema schema;

  CollectionChecks(Setup<QdrantCollection> setup) {
    this.place = "target " + setup.name() + ": ";
    this.spec = setup.spec();
    this.schema = setup.schema();
  }

  void check() {
    checkAddress();
    checkName();
    checkNumbers();
    checkComponents();
    checkDistances();
    spec.payloadIndexes().forEach(this::checkIndex);
  }

  private void checkAddress() {
    Address address;
    try {
      address = Address.of(spec.url());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + e.getMessage(), e);
    }
    expect(
        address.tls() || spec.certificate() == null,
        "certificate is for TLS, and url has none; write https:// in url, or leave the certificate"
            + " out");
  }

  private void checkName() {
    String name = spec.collection();
    expect(
        !name.isBlank() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME,
        "collection is \"%s\"; wanted a name of 1 to %d bytes".formatted(name, LONGEST_NAME));
    expect(
        !FORBIDDEN.matcher(name).find(),
        "collection is \"%s\"; a name has none of < > : \" / \\ | ? * and no control characters"
            .formatted(name));
  }

  private void checkNumbers() {
    expect("batch", spec.batch(), 1, 1000);
    expect("hnsw: m", spec.hnsw().m(), 0, 1024);
    expect("hnsw: ef-construct", spec.hnsw().efConstruct(), 4, 1_000_000);
  }

  private void checkComponents() {
    for (Field field : schema.key()) {
      expect(
          field.type().kind() != Kind.VECTOR,
          "the key has the vector " + field.name() + ", by which no point can be known");
    }
    for (Field field : fields()) {
      expect(
          !field.name().equals(RowPoints.KEPT),
          "the component " + field.name() + " has the name of the connector's own; rename it");
      expect(
          field.type().size() <= MOST_DIMENSIONS,
          "the vector %s has %,d dimensions; a collection takes up to %,d"
              .formatted(field.name(), field.type().size(), MOST_DIMENSIONS));
    }
  }

  private void checkDistances() {
    Set<String> vectors = VectorShape.of(spec, schema).keySet();
    for (String name : spec.distances().keySet()) {
      expect(
          vectors.contains(name),
          "distances names \"" + name + "\", which is no vector of the rows; there are " + vectors);
    }
  }

  private void checkIndex(String path, PayloadIndex index) {
    List<Field> payload = fields().stream().filter(field -> !isVector(field)).toList();
    Field field =
        payload.stream()
            .filter(each -> each.name().equals(path.split("[.\\[]", 2)[0]))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        place
                            + "payload-indexes names \""
                            + path
                            + "\", which is no payload of the rows; there are "
                            + payload.stream().map(Field::name).toList()));
    if (path.equals(field.name())) {
      Kind kind = ofElements(field.type()).kind();
      expect(
          fits(index, kind),
          "the payload index of %s is %s, and the component is of the kind %s; choose another"
              .formatted(path, index, kind));
    }
  }

  private static Type ofElements(Type type) {
    return type.kind() == Kind.LIST ? ofElements(type.fields().get(0).type()) : type;
  }

  private static boolean fits(PayloadIndex index, Kind kind) {
    Set<Kind> fitting =
        switch (index) {
          case KEYWORD -> Set.of(Kind.TEXT, Kind.UUID, Kind.DECIMAL, Kind.DATE, Kind.BYTES);
          case INTEGER -> Set.of(Kind.INT, Kind.LONG);
          case FLOAT -> Set.of(Kind.FLOAT, Kind.DOUBLE);
          case BOOL -> Set.of(Kind.BOOLEAN);
          case TEXT -> Set.of(Kind.TEXT);
          case DATETIME -> Set.of(Kind.INSTANT, Kind.DATE);
          case UUID -> Set.of(Kind.UUID);
        };
    return fitting.contains(kind);
  }

  private static boolean isVector(Field field) {
    return field.type().kind() == Kind.VECTOR;
  }

  private List<Field> fields() {
    return Stream.concat(schema.key().stream(), schema.value().stream()).toList();
  }

  private void expect(String option, int value, int least, int most) {
    expect(
        value >= least && value <= most,
        "%s is %d; wanted %,d to %,d".formatted(option, value, least, most));
  }

  private void expect(boolean fulfilled, String otherwise) {
    if (!fulfilled) {
      throw new IllegalArgumentException(place + otherwise);
    }
  }
}
