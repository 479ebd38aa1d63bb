package dev.freshet.engine.flow;

import dev.freshet.api.Connector;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Asks connectors whether they agree with what a flow declares. */
final class Places {
  /** Connectors are asked about options here, and not to call anything. */
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(10);

  private final Problems problems;
  private final Map<String, String> targetByPlace = new HashMap<>();

  Places(Problems problems) {
    this.problems = problems;
  }

  @SuppressWarnings("unchecked")
  void checkSource(SourceDefinition source, SourceConnector<?> connector) {
    check(
        "source " + source.name(), (Connector<SourceSpec>) connector, source.setup(CALL_DEADLINE));
  }

  @SuppressWarnings("unchecked")
  void checkTarget(TargetDefinition<?> target, TargetConnector<?, ?, ?, ?> connector) {
    String subject = "target " + target.name();
    try {
      MutationBinding.of(connector, target.schema());
    } catch (IllegalArgumentException e) {
      problems.add(subject, String.valueOf(e.getMessage()));
    }
    String key = check(subject, (Connector<TargetSpec>) connector, target.setup(CALL_DEADLINE));
    String place = target.type() + " " + key;
    String other = targetByPlace.putIfAbsent(place, target.name());
    if (!key.isEmpty() && other != null) {
      problems.add(
          subject, "the same place as target " + other + " (" + key + "); declare it once");
    }
  }

  /** The persistent key, or nothing if there was a problem. */
  private <S> String check(String subject, Connector<S> connector, Setup<S> setup) {
    String doing = "check";
    try {
      connector.check(setup);
      checkJson(setup.spec());
      doing = "persistentKey";
      String key = connector.persistentKey(setup);
      if (key != null && !key.isBlank()) {
        connector.describe(key);
        return key;
      }
      problems.add(subject, "persistentKey of " + name(connector) + " returned nothing");
    } catch (FlowProblems e) {
      problems.add(subject, e.getMessage());
    } catch (IllegalArgumentException e) {
      problems.add(
          subject, e.getMessage() == null ? name(connector) + " refuses it" : e.getMessage());
    } catch (RuntimeException | Error e) {
      problems.add(subject, doing + " of " + name(connector), e);
    } finally {
      close(subject, connector);
    }
    return "";
  }

  private static String name(Connector<?> connector) {
    return "the connector " + connector.type();
  }

  private void checkJson(Object spec) {
    Object back = Specs.fromJson(Specs.toJson(spec), spec.getClass());
    if (!back.equals(spec)) {
      throw new IllegalArgumentException(
          "its spec "
              + spec.getClass().getName()
              + " is another after it was written and read; give its components types with equals");
    }
  }

  private void close(String subject, Connector<?> connector) {
    try {
      connector.close();
    } catch (Exception | Error e) {
      problems.add(subject, "close of " + name(connector), e);
    }
  }
}
