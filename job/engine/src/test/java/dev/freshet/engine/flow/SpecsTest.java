package dev.freshet.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Places(
      Set<String> names, Path directory, URI address, double factor, char mark, short few) {}

  private record Wrong(Thread thread) {}

  @Test
  void writesOptionsByTheirNamesAndSecretsAsReferences() throws Exception {
    FakeSource spec =
        new FakeSource(
            "docs",
            List.of("b", "a"),
            5L,
            true,
            FakeSource.Mode.STEP_BY_STEP,
            Duration.ofMillis(200),
            new Secret("env:PASSWORD"),
            new FakeSource.Retry(3, 1.5),
            Map.of("x", 1));

    assertThat(Specs.toJson(spec))
        .isEqualTo(
            JSON.readTree(
                """
                {"path": "docs", "include": ["b", "a"], "max-file-size": 5, "follow-links": true,
                 "mode": "step-by-step", "patience": "PT0.2S", "password": "env:PASSWORD",
                 "retry": {"times": 3, "factor": 1.5}, "weights": {"x": 1}}
                """));
    assertThat(Specs.fromJson(JSON.readTree(Specs.toJson(spec).toString()), FakeSource.class))
        .isEqualTo(spec);
  }

  @Test
  void writesEqualSpecsEqually() {
    Places places =
        new Places(
            Set.of("c", "a", "b"), Path.of("x/y"), URI.create("http://h/"), 0.1, 'm', (short) 2);

    assertThat(Specs.toJson(places).get("names").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
    assertThat(Specs.fromJson(Specs.toJson(places), Places.class)).isEqualTo(places);
  }

  @Test
  void readsWhatAnotherVersionWrote() throws Exception {
    assertThat(
            Specs.fromJson(
                JSON.readTree("{\"path\": \"docs\", \"include\": [], \"old-option\": 1}"),
                FakeSource.class))
        .isEqualTo(new FakeSource("docs", List.of()));
  }

  @Test
  void saysWhatDoesNotFit() throws Exception {
    assertThatThrownBy(() -> Specs.fromJson(JSON.readTree("{\"include\": [[]]}"), FakeSource.class))
        .hasMessage(
            "FakeSource: the option path is missing; it is a text; FakeSource.include[0]: expected"
                + " a text, found a list");
    assertThatThrownBy(() -> Specs.toJson(new Wrong(Thread.currentThread())))
        .hasMessageStartingWith("An option cannot be of type java.lang.Thread");
  }
}
