package dev.freshet.splittext;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The structure of one text: where it may be cut, where it must, and what its parts are called. */
final class Outline {
  /**
   * No chunk reaches over its ends.
   *
   * @param labelled the place that says what the section is called, at its start or behind it
   */
  record Section(int start, int end, int labelled) {}

  /**
   * A part with a name, which may lie in another and hold others.
   *
   * @param parent the index of the one around it, or -1
   */
  private record Scope(int start, int end, String name, int parent) {}

  private final boolean prose;
  private final List<Section> sections = new ArrayList<>();
  private final List<Scope> scopes = new ArrayList<>();
  private int innermost = -1;
  private int[] places = new int[64];
  private int[] levels = new int[64];
  private int placeCount;

  /**
   * @param prose whether a sentence is more than a line
   */
  Outline(boolean prose) {
    this.prose = prose;
  }

  boolean isProse() {
    return prose;
  }

  /** In the order of the text. */
  List<Section> sections() {
    return sections;
  }

  /**
   * A good place to cut. In the order of the text; of two for one place the first counts.
   *
   * @param level a higher one is a better place
   */
  void place(int position, int level) {
    if (placeCount > 0 && places[placeCount - 1] >= position) {
      return;
    }
    if (placeCount == places.length) {
      places = Arrays.copyOf(places, 2 * placeCount);
      levels = Arrays.copyOf(levels, 2 * placeCount);
    }
    places[placeCount] = position;
    levels[placeCount++] = level;
  }

  /** Outer scopes before those inside, and in the order of the text. */
  void scope(int start, int end, String name) {
    while (innermost >= 0 && scopes.get(innermost).end() <= start) {
      innermost = scopes.get(innermost).parent();
    }
    scopes.add(new Scope(start, end, name, innermost));
    innermost = scopes.size() - 1;
  }

  /** The index of the first place that is not before the position. */
  int firstPlace(int position) {
    int found = Arrays.binarySearch(places, 0, placeCount, position);
    return found < 0 ? -found - 1 : found;
  }

  /** Behind all others once the index is past the last one. */
  int place(int index) {
    return index < placeCount ? places[index] : Integer.MAX_VALUE;
  }

  int level(int index) {
    return levels[index];
  }

  /** The names of what the position lies in, from the outermost on. */
  String path(int position) {
    StringBuilder path = new StringBuilder();
    for (int i = lastScopeNotAfter(position); i >= 0; i = scopes.get(i).parent()) {
      Scope scope = scopes.get(i);
      if (scope.end() > position) {
        path.insert(0, path.isEmpty() ? scope.name() : scope.name() + " > ");
      }
    }
    return path.toString();
  }

  private int lastScopeNotAfter(int position) {
    int low = 0;
    int high = scopes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (scopes.get(middle).start() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
