package dev.freshet.splittext;

import dev.freshet.splittext.Outline.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts one text into chunks.
 *
 * <p>From the beginning of a section on, the text is cut at the best place in the second half of
 * what fits. Of equally good places the one is taken whose text has the smallest hash, wherever the
 * chunk began: so two versions of a text are soon cut at the same places again behind an edit.
 */
final class Splitting {
  private final String text;
  private final Outline outline;
  private final Measure measure;
  private final int size;
  private final int overlap;
  private final List<Chunk> chunks = new ArrayList<>();

  Splitting(String text, Outline outline, Measure measure, int size, int overlap) {
    this.text = text;
    this.outline = outline;
    this.measure = measure;
    this.size = size;
    this.overlap = overlap;
  }

  List<Chunk> chunks() {
    outline.sections().forEach(this::split);
    return chunks;
  }

  private void split(Section section) {
    int start = withoutBlankLines(section.start(), section.end());
    boolean first = true;
    while (start < section.end()) {
      int from = first ? start : overlapping(section.start(), start);
      int end = end(section, start, first);
      while (!measure.fits(text, from, trimmed(start, end), size)
          && (from < start || end > start + 1)) {
        if (from < start) {
          from = start;
        } else {
          end = whole(start, start + (end - start) * 7 / 8);
        }
      }
      add(section, from, start, end);
      start = withoutBlankLines(end, section.end());
      first = false;
    }
  }

  private int end(Section section, int start, boolean first) {
    int all = section.end();
    int longest = measure.longest(text, start, all, first ? size : size - overlap);
    if (first && overlap > 0 && blankFrom(longest, all) < all) {
      longest = measure.longest(text, start, all, size - overlap);
    }
    longest = blankFrom(longest, all);
    return longest == all ? all : best(start, whole(start, longest));
  }

  /** White space at the end of a chunk is left out, and so it counts nothing. */
  private int blankFrom(int position, int end) {
    int from = position;
    while (from < end && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    return from;
  }

  /** The best place after {@code start} and not after {@code longest}. */
  private int best(int start, int longest) {
    int half = start + (longest - start) / 2;
    Choice choice = new Choice();
    consider(half + 1, longest, choice);
    int quarter = start + (longest - start) / 4;
    int found = choice.level;
    considerPlaces(quarter + 1, half, choice);
    if (found == Breaks.NONE) {
      consider(start + 1, half, choice);
    }
    return choice.level == Breaks.NONE ? longest : choice.position;
  }

  private void consider(int from, int to, Choice choice) {
    int next = outline.firstPlace(from);
    for (int position = from; position <= to; position++) {
      if (outline.place(next) == position) {
        choice.take(position, outline.level(next));
        next++;
      } else {
        choice.take(position, Breaks.level(text, position, outline.isProse()));
      }
    }
  }

  /** Those of the structure alone, and only if they are better than what there is. */
  private void considerPlaces(int from, int to, Choice choice) {
    int found = choice.level;
    for (int i = outline.firstPlace(from); outline.place(i) <= to; i++) {
      if (outline.level(i) > found) {
        choice.take(outline.place(i), outline.level(i));
      }
    }
  }

  private final class Choice {
    private int position;
    private int level = Breaks.NONE;
    private int content;

    void take(int candidate, int candidateLevel) {
      if (candidateLevel < level || candidateLevel == Breaks.NONE) {
        return;
      }
      if (candidateLevel < Breaks.BY_CONTENT) {
        position = candidate;
      } else {
        int hash = Breaks.content(text, candidate, text.length());
        if (candidateLevel > level || hash <= content) {
          content = hash;
          position = candidate;
        }
      }
      level = candidateLevel;
    }
  }

  /** Where the chunk that continues at {@code start} begins, so that it repeats what was before. */
  private int overlapping(int lowest, int start) {
    if (overlap == 0) {
      return start;
    }
    int from = measure.longestBefore(text, lowest, start, overlap);
    if (from == lowest) {
      return start == lowest ? start : withoutBlankLines(lowest, start);
    }
    int half = from + (start - from) / 2;
    for (int position = from; position < half; position++) {
      if (Breaks.level(text, position, outline.isProse()) >= Breaks.LINE) {
        return withoutBlankLines(position, start);
      }
    }
    for (int position = from; position < start; position++) {
      if (Breaks.level(text, position, outline.isProse()) >= Breaks.WORD) {
        return withoutBlankLines(position, start);
      }
    }
    return start;
  }

  private void add(Section section, int from, int start, int end) {
    int last = trimmed(start, end);
    if (last > start) {
      int named = start;
      while (Character.isWhitespace(text.charAt(named))) {
        named++;
      }
      String path = outline.path(Math.max(named, section.labelled()));
      chunks.add(new Chunk(from, last, path, text.substring(from, last)));
    }
  }

  private int trimmed(int start, int end) {
    int last = end;
    while (last > start && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return last;
  }

  /** Not within a surrogate pair or a line end, and never at the start. */
  private int whole(int start, int end) {
    if (end <= start) {
      return Math.min(text.length(), text.offsetByCodePoints(start, 1));
    }
    boolean within =
        end < text.length()
            && (Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))
                || text.charAt(end - 1) == '\r' && text.charAt(end) == '\n');
    return !within ? end : end - 1 > start ? end - 1 : end + 1;
  }

  /** What a line is indented by stays. */
  private int withoutBlankLines(int start, int end) {
    int line = start;
    for (int i = start; i < end && Character.isWhitespace(text.charAt(i)); i++) {
      if (text.charAt(i) == '\n') {
        line = i + 1;
      }
    }
    return line;
  }
}
