package dev.freshet.engine.flink;

import dev.freshet.api.EmbedsText;
import dev.freshet.api.FindsRows;
import dev.freshet.api.FoundRow;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSearch;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.Unavailable;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.setup.DeclaredTarget;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.TrackedTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Searches the rows that a flow has written, as they were set up. It needs no lock and starts no
 * job, so a flow can be searched while it runs. One thread.
 */
public final class FlowSearch {
  private final FlowDefinition flow;
  private final Connectors connectors;
  private final SetupState setup;

  public FlowSearch(FlowDefinition flow, Path stateRoot, ClassLoader loader) throws RunFailure {
    this.flow = flow;
    this.connectors = Connectors.discover(loader);
    try {
      this.setup = StateDirectory.of(stateRoot, flow.name()).setup().read();
    } catch (IOException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    }
  }

  /**
   * What was found, the best first.
   *
   * @param meaning whether the vector of the text was searched for, and not its words
   */
  public record Found(String target, boolean meaning, List<FoundRow> rows) {}

  /**
   * @param target null for the only one that can be searched
   */
  public Found find(@Nullable String target, String text, int most)
      throws RunFailure, InterruptedException {
    DeclaredTarget place = place(target);
    try {
      float[] vector = vector(place.name(), text);
      RowSearch search = new RowSearch(text, vector, most);
      return new Found(place.name(), vector != null, find(place, search));
    } catch (InterruptedException e) {
      throw e;
    } catch (Unavailable e) {
      throw RunFailure.failed("Target " + place.name() + ": " + Failures.message(e), e);
    } catch (IllegalArgumentException e) {
      throw RunFailure.wrong(
          "Target " + place.name() + " cannot be searched so: " + Failures.message(e), e);
    } catch (Exception e) {
      throw RunFailure.failed("Target " + place.name() + ": " + Failures.describe(e), e);
    }
  }

  private DeclaredTarget place(@Nullable String wanted) throws RunFailure {
    Set<String> declared =
        flow.targets().stream().map(TargetDefinition::name).collect(Collectors.toSet());
    List<DeclaredTarget> searchable =
        setup.liveTargets().stream()
            .map(TrackedTarget::setup)
            .filter(
                target ->
                    declared.contains(target.name())
                        && Connectors.finder(connectors.newTarget(target.type())) != null)
            .toList();
    List<DeclaredTarget> chosen =
        wanted == null
            ? searchable
            : searchable.stream().filter(target -> target.name().equals(wanted)).toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    if (searchable.isEmpty()) {
      throw RunFailure.wrong(
          "Flow "
              + flow.name()
              + " has no target that can be searched and was set up; run update, or write to a"
              + " search index",
          null);
    }
    throw RunFailure.wrong(
        (wanted == null
                ? "There are several targets to search; name one with --target: "
                : "There is no target " + wanted + " that can be searched; there are ")
            + searchable.stream().map(DeclaredTarget::name).collect(Collectors.joining(", ")),
        null);
  }

  /** Null if no function of this target says vectors of texts. */
  private float @Nullable [] vector(String target, String text) throws Exception {
    for (SourceDefinition source : flow.sources()) {
      ItemFunction function = source.function();
      if (function instanceof EmbedsText embeds && source.targets().contains(target)) {
        return embeds.embedText(text);
      }
    }
    return null;
  }

  private List<FoundRow> find(DeclaredTarget target, RowSearch search) throws Exception {
    TargetConnector<?, ?, ?, ?> connector = connectors.newTarget(target.type());
    try {
      return find(connector, target, search);
    } finally {
      connector.close();
    }
  }

  private static <S extends TargetSpec> List<FoundRow> find(
      TargetConnector<S, ?, ?, ?> connector, DeclaredTarget target, RowSearch search)
      throws Exception {
    FindsRows<S> finder =
        Objects.requireNonNull(Connectors.finder(connector), "a target that cannot be searched");
    return finder.findRows(SetupConnectors.setup(connector, target), search);
  }
}
