package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Target;
import dev.freshet.api.TargetSpec;
import java.util.Optional;

/** The handle of a target; what it says is settled when the flow is defined. */
final class DeclaredTarget<R extends Record> implements Target<R> {
  private final FlowDeclaration flow;
  private final String name;
  private final @Nullable TargetSpec spec;
  private @Nullable Class<R> rowClass;
  private @Nullable RowSchema rowFields;
  private boolean managedByUser;
  private boolean shared;
  private @Nullable TargetDefinition<R> definition;

  /**
   * @param spec null if it was already reported as wrong
   */
  DeclaredTarget(FlowDeclaration flow, String name, @Nullable TargetSpec spec) {
    this.flow = flow;
    this.name = name;
    this.spec = spec;
  }

  @Override
  public Target<R> managedByUser() {
    flow.checkOpen();
    managedByUser = true;
    return this;
  }

  @Override
  public Target<R> shared() {
    flow.checkOpen();
    shared = true;
    return this;
  }

  void takeRows(@Nullable Class<R> type) {
    rowClass = type;
  }

  /** Rows of these fields, which have no class of their own. */
  void takeRows(RowSchema fields) {
    rowFields = fields;
  }

  void settle(TargetDefinition<R> settled) {
    definition = settled;
  }

  boolean belongsTo(FlowDeclaration other) {
    return flow == other;
  }

  boolean isManagedByUser() {
    return managedByUser;
  }

  boolean isShared() {
    return shared;
  }

  String name() {
    return name;
  }

  @Nullable
  TargetSpec spec() {
    return spec;
  }

  @Nullable
  Class<R> rowClass() {
    return rowClass;
  }

  @Nullable
  RowSchema rowFields() {
    return rowFields;
  }

  Optional<TargetDefinition<R>> definition() {
    return Optional.ofNullable(definition);
  }

  @Override
  public String toString() {
    return "target " + name;
  }
}
