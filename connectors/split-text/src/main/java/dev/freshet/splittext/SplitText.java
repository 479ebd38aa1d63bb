package dev.freshet.splittext;

import dev.freshet.api.Context;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits texts into chunks: Markdown by its headings and blocks, source code by its syntax, other
 * texts by paragraphs, lines, sentences and words. The same text always gives the same chunks, and
 * an edit changes those near it.
 *
 * <p>As a step it reads {@code key} and {@code text}, and makes of each row one for every chunk,
 * with {@code text}, {@code chunk}, {@code path}, {@code start} and {@code end}. {@code chunk}
 * names the chunk within its text by what it says, whatever stands before it.
 *
 * @param size the most a chunk may have
 * @param overlap how much of what stands before it a chunk may repeat; part of its size
 */
@LogicVersion("1")
public record SplitText(int size, int overlap, Format format, Unit unit) implements Step {
  private static final int SMALLEST = 20;
  private static final Field KEY = new Field("key", Type.of(Kind.TEXT), false);
  private static final Field TEXT = new Field("text", Type.of(Kind.TEXT), false);
  private static final List<Field> MADE =
      List.of(
          TEXT,
          new Field("chunk", Type.of(Kind.TEXT), false),
          new Field("path", Type.of(Kind.TEXT), false),
          new Field("start", Type.of(Kind.INT), false),
          new Field("end", Type.of(Kind.INT), false));

  public SplitText {
    if (size < SMALLEST) {
      throw new IllegalArgumentException(
          "size is " + size + "; a chunk needs at least " + SMALLEST);
    }
    if (overlap < 0 || overlap > size / 2) {
      throw new IllegalArgumentException(
          "overlap is " + overlap + "; it must be from 0 to half the size, " + size / 2);
    }
  }

  public SplitText() {
    this(1000, 0, Format.BY_NAME, Unit.CHARACTERS);
  }

  /** The chunks of a text without structure, or of the {@link #format} that was given. */
  public List<Chunk> split(String text) {
    return split("", text);
  }

  /**
   * In the order of the text.
   *
   * @param name of the file, which says how the text is structured if no {@link #format} does
   */
  public List<Chunk> split(String name, String text) {
    Format known = format == Format.BY_NAME ? Format.ofName(name) : format;
    return new Splitting(text, Outlines.of(known, text, size), Measure.of(unit), size, overlap)
        .chunks();
  }

  @Override
  public List<Field> reads() {
    return List.of(KEY, TEXT);
  }

  @Override
  public List<Field> makes() {
    return MADE;
  }

  @Override
  public List<List<Row>> apply(List<Row> rows, Context context) {
    List<List<Row>> all = new ArrayList<>();
    for (Row row : rows) {
      ChunkNames names = new ChunkNames();
      List<Row> made = new ArrayList<>();
      for (Chunk chunk : split((String) row.values().get(0), (String) row.values().get(1))) {
        String name = names.next(chunk.text());
        made.add(
            new Row(MADE, List.of(chunk.text(), name, chunk.path(), chunk.start(), chunk.end())));
      }
      all.add(made);
    }
    return all;
  }
}
