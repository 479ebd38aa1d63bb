package dev.freshet.lucene;

import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Setup;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is asked of a spec and its rows before anything is touched. */
final class IndexChecks {
  private IndexChecks() {}

  static void check(Setup<LuceneIndex> setup) {
    String place = "target " + setup.name() + ": ";
    LuceneIndex spec = setup.spec();
    checkDirectory(place, spec.directory());
    checkKeywords(place, spec, setup.schema());
    expect(place + "hnsw: connections", spec.hnsw().connections(), 2, 512);
    expect(place + "hnsw: beam-width", spec.hnsw().beamWidth(), 1, 3200);
    for (Field field : fields(setup.schema())) {
      if (field.name().startsWith("_")) {
        throw new IllegalArgumentException(
            place
                + "the component "
                + field.name()
                + " begins with an underscore, as only the index's own fields may; rename it");
      }
      checkVector(place, field);
    }
  }

  private static void checkDirectory(String place, String directory) {
    if (directory.isEmpty()) {
      throw new IllegalArgumentException(place + "directory is empty; name one for the index");
    }
    try {
      var unused = Path.of(directory);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          place + "directory \"" + directory + "\" is no path: " + e.getReason(), e);
    }
  }

  private static void checkKeywords(String place, LuceneIndex spec, RowSchema schema) {
    List<String> texts =
        schema.value().stream().filter(IndexChecks::holdsText).map(Field::name).toList();
    for (String name : spec.keyword()) {
      if (!texts.contains(name)) {
        throw new IllegalArgumentException(
            place
                + "keyword names \""
                + name
                + "\", which is no text beside the key; there are "
                + texts);
      }
    }
  }

  private static boolean holdsText(Field field) {
    return field.type().kind() == Kind.TEXT
        || field.type().fields().stream().anyMatch(IndexChecks::holdsText);
  }

  private static void checkVector(String place, Field field) {
    if (field.type().kind() == Kind.VECTOR && field.type().size() > GraphCodec.MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          place
              + "the vector "
              + field.name()
              + " has "
              + field.type().size()
              + " dimensions; an index takes up to "
              + GraphCodec.MOST_DIMENSIONS);
    }
  }

  private static void expect(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; wanted " + least + " to " + most);
    }
  }

  private static List<Field> fields(RowSchema schema) {
    return Stream.concat(schema.key().stream(), schema.value().stream()).toList();
  }
}
