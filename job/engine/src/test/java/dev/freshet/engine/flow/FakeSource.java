package dev.freshet.engine.flow;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A source with an option of every type; {@code refuse} is a path that its connector refuses. */
public record FakeSource(
    String path,
    List<String> include,
    @Nullable Long maxFileSize,
    boolean followLinks,
    Mode mode,
    Duration patience,
    @Nullable Secret password,
    Retry retry,
    Map<String, Integer> weights)
    implements SourceSpec {

  /** One of two. */
  public enum Mode {
    ALL_AT_ONCE,
    STEP_BY_STEP
  }

  /** Nested options. */
  public record Retry(int times, double factor) {
    public Retry {
      if (times < 0) {
        throw new IllegalArgumentException("times must not be negative, found " + times);
      }
    }

    public Retry(int times) {
      this(times, 2.0);
    }
  }

  public FakeSource(String path, List<String> include) {
    this(
        path,
        include,
        null,
        false,
        Mode.ALL_AT_ONCE,
        Duration.ofSeconds(3),
        null,
        new Retry(1),
        Map.of());
  }

  /** Refuses the path {@code refuse}. */
  public static final class Connector implements SourceConnector<FakeSource> {
    @Override
    public String type() {
      return "fake-source";
    }

    @Override
    public Class<FakeSource> specType() {
      return FakeSource.class;
    }

    @Override
    public void check(Setup<FakeSource> setup) {
      if (setup.spec().path().equals("refuse")) {
        throw new IllegalArgumentException("the path refuse is refused; use another");
      }
    }

    @Override
    public String persistentKey(Setup<FakeSource> setup) {
      return setup.spec().path();
    }

    @Override
    public ItemReader open(Setup<FakeSource> setup) {
      throw new UnsupportedOperationException("Nothing is read here");
    }
  }
}
