package dev.freshet.engine.flow;

import dev.freshet.api.Context;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.LogicVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Steps that hand fields to each other, for one item after the other. Each gets all rows that the
 * item has at its place together, so that a model is asked once for all of them.
 *
 * @param steps each a {@link Step} or a {@link Declare}, or the first {@link Columns}; what they
 *     read is there
 */
@LogicVersion("1")
record Chain(List<Record> steps) implements ItemFunction {
  Chain {
    steps = List.copyOf(steps);
  }

  @Override
  public void apply(Item item, Context context) throws Exception {
    List<Field> fields = itemFields();
    List<Row> rows = List.of(row(item, fields));
    for (Record step : steps) {
      if (rows.isEmpty()) {
        return;
      }
      if (step instanceof Declare declare) {
        declare(declare, fields, rows, context);
      } else if (step instanceof Columns columns) {
        List<Field> after = ChainFields.after(fields, columns.fields());
        rows = List.of(withColumns(columns, item, rows.get(0), fields, after));
        fields = after;
      } else {
        List<Field> made = ((Step) step).makes();
        List<Field> after = ChainFields.after(fields, made);
        rows = run((Step) step, fields, after, rows, context);
        fields = after;
      }
    }
  }

  private List<Field> itemFields() {
    ChainFields fields = new ChainFields();
    for (Record step : steps) {
      fields.passAny(step);
    }
    return fields.ofItem().stream().map(new ChainFields()::get).toList();
  }

  private Row withColumns(
      Columns columns, Item item, Row row, List<Field> before, List<Field> after)
      throws StepFailure {
    try {
      Row ofColumns = new Row(columns.fields(), columns.values(item.as(Row.class)));
      return joined(row, kept(before, after, columns.fields()), ofColumns, after);
    } catch (RuntimeException e) {
      throw new StepFailure(name(columns), e);
    }
  }

  private static Row row(Item item, List<Field> fields) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Field field : fields) {
      values.add(
          field.equals(ChainFields.KEY)
              ? item.key()
              : field.equals(ChainFields.TEXT) ? item.text() : item.bytes());
    }
    return new Row(fields, values);
  }

  private List<Row> run(
      Step step, List<Field> before, List<Field> after, List<Row> rows, Context context)
      throws Exception {
    int[] reads = positions(step.reads().stream().map(Field::name).toList(), before);
    List<Row> inputs = rows.stream().map(row -> pick(row, reads, step.reads())).toList();
    List<List<Row>> outputs = apply(step, inputs, context);
    if (outputs.size() != rows.size()) {
      throw new IllegalStateException(
          name(step) + ": gave " + outputs.size() + " results for " + rows.size() + " rows");
    }
    int[] kept = kept(before, after, step.makes());
    List<Row> results = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (Row output : outputs.get(i)) {
        if (!output.fields().equals(step.makes())) {
          throw new IllegalStateException(
              "%s makes %s, found %s"
                  .formatted(step.getClass().getName(), step.makes(), output.fields()));
        }
        results.add(joined(rows.get(i), kept, output, after));
      }
    }
    return results;
  }

  /** Where that stands which a step does not make. */
  private static int[] kept(List<Field> before, List<Field> after, List<Field> made) {
    List<Field> kept = after.subList(0, after.size() - made.size());
    return positions(kept.stream().map(Field::name).toList(), before);
  }

  /** With the class loader of the step, so that its libraries find their parts. */
  private List<List<Row>> apply(Step step, List<Row> inputs, Context context) throws Exception {
    try {
      ClassLoader loader = step.getClass().getClassLoader();
      return loader instanceof IsolatedClassLoader own
          ? own.<List<List<Row>>, Exception>asContext(() -> step.apply(inputs, context))
          : step.apply(inputs, context);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new StepFailure(name(step), e);
    }
  }

  private static Row joined(Row row, int[] kept, Row output, List<Field> after) {
    List<@Nullable Object> values = new ArrayList<>(after.size());
    for (int position : kept) {
      values.add(row.values().get(position));
    }
    values.addAll(output.values());
    return new Row(after, values);
  }

  private static void declare(
      Declare declare, List<Field> fields, List<Row> rows, Context context) {
    int[] positions = positions(declare.all(), fields);
    List<Field> named = new ArrayList<>();
    for (int position : positions) {
      Field field = fields.get(position);
      named.add(new Field(declare.nameInRow(field.name()), field.type(), field.nullable()));
    }
    List<Field> inRow = List.copyOf(named);
    for (Row row : rows) {
      context.declare(declare.target(), pick(row, positions, inRow));
    }
  }

  private static Row pick(Row row, int[] positions, List<Field> fields) {
    List<@Nullable Object> values = new ArrayList<>(positions.length);
    for (int position : positions) {
      values.add(row.values().get(position));
    }
    return new Row(fields, values);
  }

  private static int[] positions(Collection<String> names, List<Field> fields) {
    List<String> known = fields.stream().map(Field::name).toList();
    return names.stream().mapToInt(known::indexOf).toArray();
  }

  private String name(Object step) {
    return "Step "
        + (steps.indexOf(step) + 1)
        + " ("
        + Names.kebab(step.getClass().getSimpleName())
        + ")";
  }
}
