package dev.freshet.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Compatibility;
import dev.freshet.api.Connector;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.FlowProblems;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.Specs;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.setup.DeclaredSource;
import dev.freshet.engine.setup.DeclaredTarget;
import dev.freshet.engine.setup.SetupStep;
import dev.freshet.engine.setup.Structure;
import java.util.List;
import java.util.Objects;

/** Lets the setup ask and change things through the connectors on the class path. One thread. */
final class SetupConnectors implements dev.freshet.engine.setup.Connectors, Structure {
  private static final RowSchema NO_ROWS = new RowSchema(List.of(), List.of());

  private final Connectors connectors;

  SetupConnectors(Connectors connectors) {
    this.connectors = connectors;
  }

  List<DeclaredSource> sources(FlowDefinition flow) {
    return flow.sources().stream().map(this::declared).toList();
  }

  List<DeclaredTarget> targets(FlowDefinition flow) {
    return flow.targets().stream().map(this::declared).toList();
  }

  private DeclaredSource declared(SourceDefinition source) {
    Setup<SourceSpec> setup = source.setup(RunningFlow.CALL_DEADLINE);
    String key = asking(connectors.newSource(source.type()), c -> keyOfSource(c, setup));
    boolean setsUp = connectors.setsUpSources(source.type());
    return new DeclaredSource(
        source.name(), source.type(), key, setsUp ? Specs.toJson(source.spec()) : null);
  }

  private DeclaredTarget declared(TargetDefinition<?> target) {
    Setup<TargetSpec> setup = target.setup(RunningFlow.CALL_DEADLINE);
    String key = asking(connectors.newTarget(target.type()), c -> keyOfTarget(c, setup));
    return new DeclaredTarget(
        target.name(),
        target.type(),
        key,
        Specs.toJson(target.spec()),
        target.schema(),
        target.managedByUser(),
        target.shared());
  }

  @SuppressWarnings("unchecked")
  private static <S extends SourceSpec> String keyOfSource(
      SourceConnector<S> connector, Setup<SourceSpec> setup) {
    return connector.persistentKey((Setup<S>) (Setup<?>) setup);
  }

  @SuppressWarnings("unchecked")
  private static <S extends TargetSpec> String keyOfTarget(
      TargetConnector<S, ?, ?, ?> connector, Setup<TargetSpec> setup) {
    return connector.persistentKey((Setup<S>) (Setup<?>) setup);
  }

  @Override
  public Compatibility compatibility(DeclaredTarget previous, DeclaredTarget current) {
    return asking(
        connectors.newTarget(current.type()), connector -> compare(connector, previous, current));
  }

  private static <S extends TargetSpec> Compatibility compare(
      TargetConnector<S, ?, ?, ?> connector, DeclaredTarget previous, DeclaredTarget current) {
    return connector.compatibility(setup(connector, previous), setup(connector, current));
  }

  @Override
  public boolean dropDeletesRows(DeclaredTarget target) {
    return asking(connectors.newTarget(target.type()), TargetConnector::dropDeletesRows);
  }

  @Override
  public String describe(String type, String persistentKey) {
    if (connectors.targetTypes().contains(type)) {
      return asking(connectors.newTarget(type), connector -> connector.describe(persistentKey));
    }
    if (connectors.sourceTypes().contains(type)) {
      return asking(connectors.newSource(type), connector -> connector.describe(persistentKey));
    }
    return type + " " + persistentKey;
  }

  @Override
  public void apply(SetupStep step) throws Exception {
    if (step instanceof SetupStep.OfTarget ofTarget) {
      TargetConnector<?, ?, ?, ?> connector = connectors.newTarget(typeOf(ofTarget));
      try {
        apply(connector, ofTarget);
      } finally {
        connector.close();
      }
    } else if (step instanceof SetupStep.OfSource ofSource) {
      SourceConnector<?> connector = connectors.newSource(typeOf(ofSource));
      try {
        apply(connector, ofSource);
      } finally {
        connector.close();
      }
    }
  }

  private static String typeOf(SetupStep.OfTarget step) {
    if (step instanceof SetupStep.Drop drop) {
      return drop.previous().type();
    }
    return step instanceof SetupStep.Create create
        ? create.current().type()
        : ((SetupStep.Alter) step).current().type();
  }

  private static String typeOf(SetupStep.OfSource step) {
    if (step instanceof SetupStep.DropSource drop) {
      return drop.previous().type();
    }
    return step instanceof SetupStep.CreateSource create
        ? create.current().type()
        : ((SetupStep.AlterSource) step).current().type();
  }

  private static <S extends SourceSpec> void apply(
      SourceConnector<S> connector, SetupStep.OfSource step) throws Exception {
    if (step instanceof SetupStep.CreateSource create) {
      connector.applySetupChange(new SetupChange.Create<>(setup(connector, create.current())));
    } else if (step instanceof SetupStep.AlterSource alter) {
      connector.applySetupChange(
          new SetupChange.Alter<>(
              setup(connector, alter.previous()), setup(connector, alter.current())));
    } else if (step instanceof SetupStep.DropSource drop) {
      connector.applySetupChange(new SetupChange.Drop<>(setup(connector, drop.previous())));
    }
  }

  private static <S extends SourceSpec> Setup<S> setup(
      SourceConnector<S> connector, DeclaredSource source) {
    JsonNode structure = Objects.requireNonNull(source.structure(), "nothing is set up");
    S spec = Specs.fromJson(structure, connector.specType());
    return new Setup<>(source.name(), spec, NO_ROWS, RunningFlow.CALL_DEADLINE);
  }

  private static <S extends TargetSpec> void apply(
      TargetConnector<S, ?, ?, ?> connector, SetupStep.OfTarget step) throws Exception {
    if (step instanceof SetupStep.Create create) {
      connector.applySetupChange(new SetupChange.Create<>(setup(connector, create.current())));
    } else if (step instanceof SetupStep.Alter alter) {
      connector.applySetupChange(
          new SetupChange.Alter<>(
              setup(connector, alter.previous()), setup(connector, alter.current())));
    } else if (step instanceof SetupStep.Drop drop) {
      connector.applySetupChange(new SetupChange.Drop<>(setup(connector, drop.previous())));
    }
  }

  static <S extends TargetSpec> Setup<S> setup(
      TargetConnector<S, ?, ?, ?> connector, DeclaredTarget target) {
    S spec = Specs.fromJson(target.spec(), connector.specType());
    return new Setup<>(target.name(), spec, target.schema(), RunningFlow.CALL_DEADLINE);
  }

  private interface Question<C, T> {
    T ask(C connector);
  }

  private static <C extends Connector<?>, T> T asking(C connector, Question<C, T> question) {
    T answer;
    try {
      answer = question.ask(connector);
      connector.close();
    } catch (FlowProblems e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "The connector " + connector.type() + " failed: " + e.getMessage(), e);
    }
    if (answer == null) {
      throw new IllegalStateException("The connector " + connector.type() + " returned null");
    }
    return answer;
  }
}
