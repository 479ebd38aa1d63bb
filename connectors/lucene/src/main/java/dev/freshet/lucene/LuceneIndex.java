package dev.freshet.lucene;

import dev.freshet.api.TargetSpec;
import java.util.List;

/**
 * One document per row in a Lucene 9 index on a local disk. Components of the row are fields of the
 * same name:
 *
 * <ul>
 *   <li>{@code String}: full text, or as a whole if it is part of the key or named in {@code
 *       keyword};
 *   <li>{@code boolean}, enums, {@code BigDecimal}, {@code LocalDate}, {@code UUID}: as a whole, in
 *       the form of {@code toString}, which sorts dates as it should;
 *   <li>integers and {@code Instant} (milliseconds since 1970): 64-bit points; {@code float} and
 *       {@code double}: points of that kind; both with values to sort by;
 *   <li>{@code float[]}: a vector in a graph (HNSW) for nearest neighbours;
 *   <li>lists: a value for each element; records: a field {@code name.part} for each part; {@code
 *       byte[]}, maps, and vectors in lists and records: stored, not searchable.
 * </ul>
 *
 * <p>All values are stored. The field {@code _key} identifies the row; a document has no other
 * field that begins with an underscore but {@code _nested}, which stores lists, records and maps.
 *
 * <p>A row is rejected if a text that is indexed as a whole has over 32,766 bytes, a vector has a
 * number that is not finite or, with cosine, only zeros, or a text has half a surrogate pair.
 *
 * <p>One process writes to an index at a time; another gets an error that says so. Reading does not
 * disturb it.
 *
 * @param directory relative to the working directory unless absolute. What is in it that is not
 *     Lucene's stays when the target is dropped
 * @param keyword the components that are found as a whole instead of by their words
 * @param analyzer what makes words of a text
 * @param similarity what makes vectors near
 * @param hnsw the shape of the graph of vectors
 */
public record LuceneIndex(
    String directory, List<String> keyword, Words analyzer, Similarity similarity, Hnsw hnsw)
    implements TargetSpec {

  public LuceneIndex {
    keyword = List.copyOf(keyword);
  }

  public LuceneIndex(String directory) {
    this(directory, List.of(), Words.STANDARD, Similarity.COSINE, new Hnsw(16, 100));
  }

  /** What makes words of a text: Unicode's rules, and for a language its stems and stop words. */
  public enum Words {
    STANDARD,
    ENGLISH,
    FRENCH,
    GERMAN,
    ITALIAN,
    PORTUGUESE,
    RUSSIAN,
    SPANISH,
    /** Pairs of characters of Chinese, Japanese and Korean. */
    CJK
  }

  /** What makes two vectors near. */
  public enum Similarity {
    COSINE,
    /** For vectors of length 1, for which it is cosine, and faster. */
    DOT_PRODUCT,
    EUCLIDEAN,
    MAXIMUM_INNER_PRODUCT
  }

  /**
   * The graph of vectors: larger is more exact, and slower to build.
   *
   * @param connections of a vector to others, 2 to 512
   * @param beamWidth how many candidates are kept while a vector finds its place, 1 to 3,200
   */
  public record Hnsw(int connections, int beamWidth) {}
}
