package dev.freshet.engine.setup;

import dev.freshet.engine.setup.TrackedTarget.Status;
import java.util.ArrayList;
import java.util.List;

/** Says a plan as a person would read it: {@code + pages: create directory output_html}. */
final class PlanLines {
  private final Connectors connectors;
  private final List<String> lines = new ArrayList<>();

  PlanLines(Connectors connectors) {
    this.connectors = connectors;
  }

  void add(char sign, DeclaredTarget target, String sentence) {
    add(sign, target.name(), sentence, place(target));
  }

  void add(char sign, DeclaredSource source, String sentence) {
    String place = connectors.describe(source.type(), source.persistentKey());
    add(sign, source.name(), sentence, place);
  }

  /** A target that goes on. */
  void change(
      TrackedTarget tracked, DeclaredTarget previous, DeclaredTarget declared, boolean rewrite) {
    if (tracked.status() == Status.LEAVING) {
      add('~', declared, "keep %s, which was to go");
    }
    if (!previous.name().equals(declared.name())) {
      add('~', declared, "take over %s from " + previous.name());
    }
    if (previous.managedByUser() != declared.managedByUser()) {
      add(
          '~',
          declared,
          declared.managedByUser()
              ? "leave the structure of %s to you"
              : "take over the structure of %s");
    } else if (!previous.sameStructure(declared)) {
      add('~', declared, declared.managedByUser() ? "follow your change of %s" : "alter %s");
    }
    if (rewrite) {
      add('~', declared, "write all rows of %s again");
    }
  }

  String place(DeclaredTarget target) {
    return connectors.describe(target.type(), target.persistentKey());
  }

  List<String> all() {
    return lines;
  }

  private void add(char sign, String name, String sentence, String place) {
    lines.add(sign + " " + name + ": " + sentence.replace("%s", place));
  }
}
