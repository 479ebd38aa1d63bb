package dev.freshet.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.flink.RunFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkConfigurationTest {
  @TempDir Path directory;

  @Test
  void readsFlatAndNestedKeys() throws Exception {
    assertThat(
            read(
                """
                # a comment
                state.backend.type: rocksdb
                execution:
                  checkpointing:
                    interval: 1s
                    snapshot-compression: true
                  buffer-timeout.interval: 5 ms
                empty:
                """))
        .isEqualTo(
            Map.of(
                "state.backend.type", "rocksdb",
                "execution.checkpointing.interval", "1s",
                "execution.checkpointing.snapshot-compression", "true",
                "execution.buffer-timeout.interval", "5 ms"));
  }

  @Test
  void writesAListAsFlinkReadsIt() throws Exception {
    assertThat(read("pipeline.jars: [a.jar, b.jar]"))
        .isEqualTo(Map.of("pipeline.jars", "a.jar;b.jar"));
  }

  @Test
  void anEmptyFileSaysNothing() throws Exception {
    assertThat(read("# nothing\n")).isEmpty();
  }

  @Test
  void saysWhichFileIsMalformed() {
    assertThatThrownBy(() -> read("a: [b"))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("config.yaml is not valid YAML");
    assertThatThrownBy(() -> read("- a"))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("expected keys and values");
  }

  private Map<String, String> read(String text) throws Exception {
    return FlinkConfiguration.read(Files.writeString(directory.resolve("config.yaml"), text));
  }
}
