package dev.freshet.api;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is searched for.
 *
 * @param text as it was typed
 * @param vector of the text, if the flow's function can say it: the rows with the nearest vectors
 *     are wanted; null for rows with the words of the text
 * @param most how many rows are wanted
 */
public record RowSearch(String text, float @Nullable [] vector, int most) {
  /**
   * The first vector of these rows that is as long as that of the text.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Field vectorIn(RowSchema schema) {
    int length = vector == null ? 0 : vector.length;
    List<Field> vectors =
        Stream.concat(schema.key().stream(), schema.value().stream())
            .filter(field -> field.type().kind() == Kind.VECTOR)
            .toList();
    return vectors.stream()
        .filter(field -> field.type().size() == length)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "its rows have no vector of the length %d of that of the text, but %s"
                        .formatted(
                            length,
                            vectors.stream()
                                .map(field -> field.name() + " of " + field.type().size())
                                .toList())));
  }
}
