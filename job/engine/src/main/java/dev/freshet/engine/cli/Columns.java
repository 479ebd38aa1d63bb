package dev.freshet.engine.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of a name and what there is to say of it, one below the other. */
final class Columns {
  private final List<String> names = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  void add(String name, String text) {
    names.add(name);
    texts.add(text);
  }

  List<String> lines() {
    int width = 0;
    for (String name : names) {
      width = Math.max(width, name.length());
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      lines.add((name + " ".repeat(width - name.length() + 2) + texts.get(i)).stripTrailing());
    }
    return lines;
  }
}
