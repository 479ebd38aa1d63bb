package dev.freshet.engine.flow;

import dev.freshet.api.Flow;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fingerprint of what an item function does: of its code, of the options and captured values it
 * works with, and of the rows it declares. The same in every JVM; another whenever one of them is.
 *
 * <p>Code is the bytecode, without debug attributes, of the function's class (for a lambda, of the
 * class that declares it) and of all it refers to in the same code source or in a directory. A
 * class marked {@link dev.freshet.api.LogicVersion} stands for itself by its version. What a
 * function reaches by reflection, or in other jars, is not seen.
 */
final class LogicFingerprint {
  /**
   * @param targets the names of the targets that the function holds
   */
  record Logic(Fingerprint code, Set<String> targets) {}

  /** Raised when the way of encoding changes, which processes every item again. */
  private static final int VERSION = 1;

  private final FlowDeclaration declaration;
  private final @Nullable Flow flow;
  private final Problems problems;
  private final CodeGraph code = new CodeGraph();

  /**
   * @param flow that declares lambdas, which are told apart by its parameters too; null if none
   */
  LogicFingerprint(FlowDeclaration declaration, @Nullable Flow flow, Problems problems) {
    this.declaration = declaration;
    this.flow = flow;
    this.problems = problems;
  }

  Logic of(String subject, ItemFunction function) {
    try {
      return encode(subject, function);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      problems.add(subject, "reading the code of its function", e);
      return new Logic(new Fingerprint(0, 0), Set.of());
    }
  }

  private Logic encode(String subject, ItemFunction function) {
    BinaryWriter out = new BinaryWriter(512).putByte(VERSION);
    ValueEncoding values = new ValueEncoding(code, declaration, function);
    values.write("the function", function, out);
    if (values.sawLambda() && flow instanceof Record) {
      values.write("the flow", flow, out);
    }
    values.problems().forEach(problem -> problems.add(subject, problem));
    code.write(values.classes(), out)
        .ifPresent(
            name ->
                problems.add(
                    subject,
                    "the class file of "
                        + name
                        + " cannot be read, so a change of it would not be seen;"
                        + " mark the class with @LogicVersion"));
    Set<String> targets = new TreeSet<>();
    values.targets().forEach(target -> targets.add(target.name()));
    for (DeclaredTarget<?> target : values.targets()) {
      out.putString(target.name());
      target.definition().ifPresent(definition -> writeRows(definition, out));
    }
    return new Logic(Fingerprint.of(out), targets);
  }

  private static void writeRows(TargetDefinition<?> target, BinaryWriter out) {
    CanonicalEncoding.writeSchema(target.schema().key(), out);
    CanonicalEncoding.writeSchema(target.schema().value(), out);
  }
}
