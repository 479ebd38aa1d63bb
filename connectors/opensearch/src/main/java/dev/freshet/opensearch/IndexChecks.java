package dev.freshet.opensearch;

import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import dev.freshet.opensearch.OpenSearchIndex.Engine;
import dev.freshet.opensearch.OpenSearchIndex.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is asked of a spec and its rows before anything is touched. */
final class IndexChecks {
  private static final int LONGEST_NAME = 255;
  private static final Pattern FORBIDDEN = Pattern.compile("[\\\\/*?\"<>|\\s,#:%\\x00-\\x1F]");

  private final String place;
  private final OpenSearchIndex spec;
  private final RowSchema schema;

  IndexChecks(Setup<OpenSearchIndex> setup) {
    this.place = "target " + setup.name() + ": ";
    this.spec = setup.spec();
    this.schema = setup.schema();
  }

  void check() {
    checkAccess();
    checkName();
    checkNumbers();
    checkComponents();
    checkTexts();
    checkVectors();
  }

  private void checkAccess() {
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
    expect(
        (spec.user() == null) == (spec.password() == null),
        "user and password are given together or not at all");
    expect(
        spec.user() == null || spec.apiKey() == null,
        "api-key is given instead of user and password");
  }

  private void checkName() {
    String name = spec.index();
    expect(
        !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME,
        "index is \"%s\"; wanted a name of 1 to %d bytes".formatted(name, LONGEST_NAME));
    expect(
        !FORBIDDEN.matcher(name).find() && name.equals(name.toLowerCase(Locale.ROOT)),
        "index is \"%s\"; a name has no capital letters, no spaces, and none of \\ / * ? \" < > | , # : %%"
            .formatted(name));
    expect(
        name.chars().allMatch(letter -> letter < 128),
        "index is \"%s\"; wanted letters of ASCII".formatted(name));
    expect(
        !name.matches("[-_+].*|\\.\\.?"),
        "index is \"%s\"; a name does not begin with - _ or +".formatted(name));
  }

  private void checkNumbers() {
    expect("shards", spec.shards(), 1, 1024);
    expect("replicas", spec.replicas(), 0, 100);
    expect("bulk-bytes", spec.bulkBytes(), 1024, 64 << 20);
    Vectors vectors = spec.vectors();
    expect("vectors: m", vectors.m(), 2, 512);
    expect("vectors: ef-construction", vectors.efConstruction(), 2, 4096);
    expect("vectors: ef-search", vectors.efSearch(), 0, 100_000);
  }

  private void checkComponents() {
    int most = spec.dialect() == Dialect.OPENSEARCH ? 16_000 : 4096;
    for (Field field : schema.key()) {
      expect(
          field.type().kind() != Kind.VECTOR,
          "the key has the vector " + field.name() + ", by which no document can be known");
    }
    for (Field field : Stream.concat(schema.key().stream(), schema.value().stream()).toList()) {
      expect(
          !field.name().startsWith("_"),
          "the component "
              + field.name()
              + " begins with an underscore, as fields of the server's own do; rename it");
      expect(
          field.type().size() <= most,
          "the vector %s has %,d dimensions; an index takes up to %,d"
              .formatted(field.name(), field.type().size(), most));
    }
  }

  private void checkTexts() {
    List<String> texts = named(Kind.TEXT);
    expectNamed("texts: analyzers", spec.texts().analyzers().keySet(), "text", texts);
    expectNamed("texts: keyword", spec.texts().keyword(), "text", texts);
    for (String name : spec.texts().keyword()) {
      expect(
          !spec.texts().analyzers().containsKey(name),
          "texts: " + name + " is found as a whole, and needs no analyzer");
    }
  }

  private void checkVectors() {
    Vectors vectors = spec.vectors();
    expectNamed("vectors: spaces", vectors.spaces().keySet(), "vector", named(Kind.VECTOR));
    boolean ofOpenSearch = spec.dialect() == Dialect.OPENSEARCH;
    expect(
        ofOpenSearch || (vectors.engine() == Engine.LUCENE && vectors.efSearch() == 0),
        "vectors: engine and ef-search are of OpenSearch, and the dialect is elasticsearch");
  }

  private void expectNamed(
      String option, Collection<String> names, String what, List<String> there) {
    for (String name : names) {
      expect(
          there.contains(name),
          "%s names \"%s\", which is no %s of the rows beside their key; there are %s"
              .formatted(option, name, what, there));
    }
  }

  private List<String> named(Kind kind) {
    return schema.value().stream()
        .filter(field -> ofElements(field.type()).kind() == kind)
        .filter(field -> kind != Kind.VECTOR || field.type().kind() == Kind.VECTOR)
        .map(Field::name)
        .toList();
  }

  private static Type ofElements(Type type) {
    return type.kind() == Kind.LIST ? ofElements(type.fields().get(0).type()) : type;
  }

  private void expect(String option, long value, long least, long most) {
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
