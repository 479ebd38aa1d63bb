package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.TargetConnector;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
  private static final String SOURCES = "META-INF/services/dev.freshet.api.SourceConnector";

  /** Another connector of the same type. */
  public static final class SameType extends Broken {
    @Override
    public String type() {
      return "fake-source";
    }
  }

  /** Its constructor throws. */
  public static final class Explosive extends Broken {
    public Explosive() {
      throw new IllegalStateException("boom");
    }
  }

  /** Its type cannot be written in YAML. */
  public static class Broken implements SourceConnector<Options> {
    @Override
    public String type() {
      return "no type";
    }

    @Override
    public Class<Options> specType() {
      return Options.class;
    }

    @Override
    public String persistentKey(Setup<Options> setup) {
      return "";
    }

    @Override
    public ItemReader open(Setup<Options> setup) {
      throw new UnsupportedOperationException("Nothing is read here");
    }
  }

  /** No options. */
  public record Options() implements SourceSpec {}

  @Test
  void makesANewInstanceEveryTime() {
    Connectors connectors = Connectors.discover(ServiceClassPath.fakes().loader());

    assertThat(connectors.newSource("fake-source"))
        .isNotSameAs(connectors.newSource("fake-source"));
    assertThat(connectors.newTarget("fake-target"))
        .isNotSameAs(connectors.newTarget("fake-target"));
    assertThat(connectors.sourceType(FakeSource.class)).isEqualTo("fake-source");
    assertThat(connectors.targetType(FakeTarget.class)).isEqualTo("fake-target");
  }

  @Test
  void listsTheTypesItKnows() {
    Connectors connectors = Connectors.discover(ServiceClassPath.fakes().loader());

    assertThatThrownBy(() -> connectors.targetSpec("postgres"))
        .isInstanceOf(FlowProblems.class)
        .hasMessage("unknown target type postgres; known: fake-target");
    assertThatThrownBy(
            () -> Connectors.discover(ServiceClassPath.empty().loader()).sourceSpec("local-files"))
        .hasMessage("unknown source type local-files; none is known");
  }

  @Test
  void saysWhichConnectorOfAnEarlierRunIsMissing() {
    Connectors connectors = Connectors.discover(ServiceClassPath.fakes().loader());

    assertThatThrownBy(() -> connectors.newTarget("postgres"))
        .isInstanceOf(FlowProblems.class)
        .hasMessage(
            "The connector of target type postgres is missing; put its jar into plugins/ or give it"
                + " with --jar. There are: fake-target");
  }

  @Test
  void namesTheConnectorThatCannotBeUsed() {
    assertThatThrownBy(() -> discover("no.such.Connector"))
        .hasMessage(
            "A line in " + SOURCES + " cannot be used: Provider no.such.Connector not found");
    assertThatThrownBy(() -> discover(FakeTarget.Connector.class.getName()))
        .hasMessageContaining(FakeTarget.Connector.class.getName());
    assertThatThrownBy(() -> discover(Explosive.class.getName()))
        .hasMessage(
            "A line in "
                + SOURCES
                + " cannot be used: Provider "
                + Explosive.class.getName()
                + " could not be instantiated: IllegalStateException: boom");
    assertThatThrownBy(() -> discover(Broken.class.getName()))
        .hasMessage(
            "SourceConnector "
                + Broken.class.getName()
                + " cannot be used: type() returned \"no type\"; write it like local-files");
    assertThatThrownBy(() -> discover("two words"))
        .hasMessageStartingWith("A line in " + SOURCES + " cannot be used: ");
  }

  @Test
  void refusesTwoConnectorsOfOneType() {
    assertThatThrownBy(() -> discover(SameType.class.getName()))
        .hasMessage(
            "SourceConnector "
                + SameType.class.getName()
                + " cannot be used: the source type fake-source is also that of "
                + FakeSource.Connector.class.getName()
                + "; leave one of them out");
  }

  private static Connectors discover(String line) {
    return Connectors.discover(
        ServiceClassPath.fakes()
            .with(SourceConnector.class, line)
            .with(TargetConnector.class, "# a comment")
            .loader());
  }
}
