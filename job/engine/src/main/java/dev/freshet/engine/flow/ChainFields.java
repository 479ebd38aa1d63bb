package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which fields there are at a place of a chain. It begins with those of the item, which are read
 * from it only if a step wants them.
 */
final class ChainFields {
  static final Field KEY = new Field("key", Type.of(Kind.TEXT), false);
  static final Field TEXT = new Field("text", Type.of(Kind.TEXT), false);
  static final Field BYTES = new Field("bytes", Type.of(Kind.BYTES), false);

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Set<String> ofItem = new LinkedHashSet<>();
  private final Set<String> made = new LinkedHashSet<>();

  ChainFields() {
    for (Field field : List.of(KEY, TEXT, BYTES)) {
      fields.put(field.name(), field);
    }
  }

  /** The fields of the item that a step wanted so far. */
  Set<String> ofItem() {
    return ofItem;
  }

  /**
   * @throws FlowProblems if there is no such field here, saying which there are
   */
  Field get(String name) {
    Field field = fields.get(name);
    if (field == null) {
      throw new FlowProblems(
          "there is no field "
              + name
              + " here; there are "
              + String.join(", ", fields.keySet())
              + ". An earlier step must make it");
    }
    if (!made.contains(name)) {
      ofItem.add(name);
    }
    return field;
  }

  /**
   * @param step a {@link Step}, {@link Declare} or {@link Columns}
   * @return the row that it declares; null if it declares none
   * @throws FlowProblems if what it reads is not there or is something else
   */
  @Nullable
  RowSchema passAny(Record step) {
    if (step instanceof Declare declare) {
      return pass(declare);
    }
    if (step instanceof Columns columns) {
      pass(columns);
    } else {
      pass((Step) step);
    }
    return null;
  }

  /** An item with columns has no text and no bytes. */
  private void pass(Columns columns) {
    fields.remove(TEXT.name());
    fields.remove(BYTES.name());
    make(columns.fields());
  }

  private void make(List<Field> more) {
    for (Field field : more) {
      fields.put(field.name(), field);
      made.add(field.name());
    }
  }

  /**
   * @throws FlowProblems if what the step reads is not there or is something else
   */
  private void pass(Step step) {
    for (Field wanted : step.reads()) {
      Field found = get(wanted.name());
      if (!found.type().equals(wanted.type()) || found.nullable() && !wanted.nullable()) {
        throw new FlowProblems(
            "it reads " + describe(wanted) + ", and here the field is " + describe(found));
      }
    }
    make(step.makes());
  }

  /**
   * @throws FlowProblems if a field is not there
   */
  private RowSchema pass(Declare declare) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : declare.all()) {
      if (!names.add(declare.nameInRow(name))) {
        throw new FlowProblems(
            "two fields of the row would be named " + declare.nameInRow(name) + "; rename one");
      }
    }
    return new RowSchema(
        declare.key().stream().map(name -> inRow(declare, name)).toList(),
        declare.fields().stream().map(name -> inRow(declare, name)).toList());
  }

  private Field inRow(Declare declare, String name) {
    Field field = get(name);
    return new Field(declare.nameInRow(name), field.type(), field.nullable());
  }

  static List<Field> after(List<Field> before, List<Field> made) {
    List<Field> after = new ArrayList<>(before);
    after.removeIf(field -> made.stream().anyMatch(m -> m.name().equals(field.name())));
    after.addAll(made);
    return List.copyOf(after);
  }

  private static String describe(Field field) {
    Type type = field.type();
    return field.name()
        + " as "
        + type.kind().name().toLowerCase(Locale.ROOT)
        + (type.kind() == Kind.VECTOR ? " of " + type.size() : "")
        + (field.nullable() ? " or nothing" : "");
  }
}
