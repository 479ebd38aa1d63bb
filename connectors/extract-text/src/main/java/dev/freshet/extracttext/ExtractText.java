package dev.freshet.extracttext;

import dev.freshet.api.Context;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the text out of documents: PDF, HTML, those of Microsoft Office (Word, PowerPoint and
 * Excel, old and new), RTF and plain text in any encoding. What kind a document is, its bytes say;
 * its name only helps. Documents inside a document are left out. Nothing that a document names is
 * fetched.
 *
 * <p>As a step it reads {@code key} and {@code bytes}, and makes {@code text}, {@code title} and
 * {@code type}. A document that is broken, encrypted or beyond a limit fails its item.
 *
 * @param maxSize in bytes
 * @param maxPages where a document has pages
 * @param maxCharacters of the text
 * @param timeout for one document
 */
@LogicVersion("1")
public record ExtractText(long maxSize, int maxPages, int maxCharacters, Duration timeout)
    implements Step {
  private static final Field KEY = new Field("key", Type.of(Kind.TEXT), false);
  private static final Field BYTES = new Field("bytes", Type.of(Kind.BYTES), false);
  private static final List<Field> MADE =
      List.of(
          new Field("text", Type.of(Kind.TEXT), false),
          new Field("title", Type.of(Kind.TEXT), false),
          new Field("type", Type.of(Kind.TEXT), false));

  public ExtractText {
    if (maxSize < 1 || maxPages < 1 || maxCharacters < 1) {
      throw new IllegalArgumentException(
          "max-size, max-pages and max-characters must be at least 1; found %d, %d and %d"
              .formatted(maxSize, maxPages, maxCharacters));
    }
    if (timeout.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException("timeout must be longer than zero, found " + timeout);
    }
  }

  public ExtractText() {
    this(64L << 20, 2000, 10_000_000, Duration.ofMinutes(1));
  }

  /**
   * @param name of the document, for messages and as a hint
   * @throws DocumentFailure if there is no text to be had, saying why
   */
  public Document extract(String name, byte[] bytes) throws DocumentFailure, InterruptedException {
    if (bytes.length > maxSize) {
      throw new DocumentFailure(
          "it has " + bytes.length + " bytes, and max-size is " + maxSize, null);
    }
    return new Extraction(this, name, bytes).run();
  }

  @Override
  public List<Field> reads() {
    return List.of(KEY, BYTES);
  }

  @Override
  public List<Field> makes() {
    return MADE;
  }

  @Override
  public List<List<Row>> apply(List<Row> rows, Context context) throws Exception {
    List<List<Row>> all = new ArrayList<>();
    for (Row row : rows) {
      Document found = extract((String) row.values().get(0), (byte[]) row.values().get(1));
      all.add(List.of(new Row(MADE, List.of(found.text(), found.title(), found.type()))));
    }
    return all;
  }
}
