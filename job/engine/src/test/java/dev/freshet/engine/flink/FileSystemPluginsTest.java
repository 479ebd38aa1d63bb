package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemPluginsTest {
  @Test
  void areThoseThatAreNamedOrOfTheInstallation(@TempDir Path home) throws Exception {
    assertThat(FileSystemPlugins.directory(null, null)).isNull();
    assertThat(FileSystemPlugins.directory("", home.toString())).isNull();
    Path installed = Files.createDirectory(home.resolve("flink-plugins"));
    assertThat(FileSystemPlugins.directory(null, home.toString())).isEqualTo(installed);
    assertThat(FileSystemPlugins.directory(home.toString(), home.toString())).isEqualTo(home);
  }

  @Test
  void aDirectoryThatIsNamedAndNotThereIsRefused() {
    assertThatThrownBy(() -> FileSystemPlugins.directory("/not/there", null))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("FLINK_PLUGINS_DIR")
        .hasMessageContaining("/not/there");
  }
}
