package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateRootTest {
  @ParameterizedTest
  @ValueSource(
      strings = {".freshet", "/shared/state", "s3", "s3:/x", "a b", "file:///shared/state"})
  void aPathIsNoPlace(String location) throws Exception {
    assertThat(StateRoot.isPlace(location)).isFalse();
    Path path = StateRoot.of(location, Map::of);
    assertThat(StateRoot.isLocal(path)).isTrue();
    assertThat(StateRoot.settingsOfFlink(path)).isEmpty();
    assertThat(path.toString()).doesNotContain("file:");
  }

  @Test
  void refusesASchemeThatNobodyServes() {
    assertThat(StateRoot.isPlace("gs://bucket/state")).isTrue();
    assertThatThrownBy(() -> StateRoot.open("gs://bucket/state", Map.of()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("--state gs://bucket/state")
        .hasMessageContaining("found gs");
  }
}
