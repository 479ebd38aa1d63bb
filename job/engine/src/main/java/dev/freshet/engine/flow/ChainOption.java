package dev.freshet.engine.flow;

import dev.freshet.api.EmbedsText;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Target;
import dev.freshet.engine.flow.Option.Section;
import dev.freshet.engine.flow.Option.Sequence;
import dev.freshet.engine.flow.Option.Text;
import java.util.ArrayList;
import java.util.List;

/** A chain in YAML: binds its steps, and checks that each finds the fields that it reads. */
final class ChainOption {
  private final Problems problems;
  private final ProcessOption process;

  ChainOption(Problems problems, ProcessOption process) {
    this.problems = problems;
    this.process = process;
  }

  /** Null if there was a problem, which is then reported. */
  @Nullable
  ItemFunction chain(String at, Sequence list) {
    int before = problems.size();
    List<Record> steps = new ArrayList<>();
    for (int i = 0; i < list.elements().size(); i++) {
      Option option = list.elements().get(i);
      String place = place(at, i, option);
      if (!(option instanceof Section section)) {
        problems.add(
            option.line(), place, "expected a type and its options, found " + option.describe());
      } else if (process.bind(place, section, true) instanceof Record step) {
        steps.add(step);
      }
    }
    if (problems.size() > before) {
      return null;
    }
    if (steps.isEmpty() || !(steps.get(steps.size() - 1) instanceof Declare)) {
      problems.add(
          list.line(),
          at,
          "a chain ends in {type: declare, target: ..., key: [...], fields: [...]}, which gives its"
              + " rows to a target");
      return null;
    }
    checkFields(at, list, steps);
    return problems.size() > before ? null : chain(steps);
  }

  private static ItemFunction chain(List<Record> steps) {
    Chain chain = new Chain(steps);
    return steps.stream().anyMatch(EmbedsText.class::isInstance)
        ? new EmbeddingChain(chain)
        : chain;
  }

  private void checkFields(String at, Sequence list, List<Record> steps) {
    ChainFields fields = new ChainFields();
    for (int i = 0; i < steps.size(); i++) {
      Option option = list.elements().get(i);
      try {
        Record step = steps.get(i);
        if (step instanceof Columns && i > 0) {
          throw new FlowProblems("it reads the item itself, so it stands first");
        }
        RowSchema declared = fields.passAny(step);
        if (declared != null) {
          take(((Declare) step).target(), declared);
        }
      } catch (FlowProblems e) {
        problems.add(option.line(), place(at, i, option), String.valueOf(e.getMessage()));
        return;
      }
    }
  }

  private static void take(Target<Row> handle, RowSchema rows) {
    DeclaredTarget<Row> target = (DeclaredTarget<Row>) handle;
    RowSchema others = target.rowFields();
    if (target.rowClass() != null || others != null && !others.equals(rows)) {
      throw new FlowProblems(
          target
              + " takes other rows from another function; give this one a target of its own, or"
              + " declare the same fields");
    }
    target.takeRows(rows);
  }

  private static String place(String at, int index, Option option) {
    return at + ", step " + (index + 1) + " (" + name(option) + ")";
  }

  private static String name(Option option) {
    if (option instanceof Section section) {
      for (String key : List.of("type", "class")) {
        if (section.options().get(key) instanceof Text text && text.text() != null) {
          return text.text();
        }
      }
    }
    return "no type";
  }
}
