package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a/b/, s3, bucket, /a/b",
    "s3://bucket, s3, bucket, /",
    "hdfs://host:8020/a, hdfs, host:8020, /a",
    "hdfs:///a, hdfs, , /a",
    "abfs://container@account.dfs.core.windows.net/a, abfs, container@account.dfs.core.windows.net, /a",
    "GS://my_bucket/a b#?, gs, my_bucket, /a b#?",
    "file:///data/x, file, , /data/x",
    "file:/data, file, , /data",
  })
  void isPartedAsWritten(String uri, String scheme, String authority, String path) {
    assertThat(Location.of("uri", uri)).isEqualTo(new Location(scheme, authority, path));
  }

  @Test
  void withoutASchemeItIsOnThisMachine() {
    assertThat(Location.of("uri", "docs").path())
        .isEqualTo(Path.of("docs").toAbsolutePath().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "file://host/a",
        "file:a",
        "s3:a",
        "s3://bucket//a",
        "s3://bucket/a/../b",
        "s3://"
      })
  void whatIsNoDirectoryIsRefused(String uri) {
    assertThatThrownBy(() -> Location.of("uri", uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("uri");
  }

  @Test
  void aPasswordIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> Location.of("uri", "s3://id:secret-4711@bucket/a"))
        .hasMessageContaining("password")
        .hasMessageNotContaining("4711");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", " a ", "a\\b", "a%20b", "a?b#c", "é", "[x]", "a//b", "\u0001"})
  void everyNameKeepsItsLetters(String name) {
    Location location = Location.of("uri", "s3://bucket/docs");
    assertThat(location.below(name).toUri().getPath()).isEqualTo("/docs/" + name);
  }
}
