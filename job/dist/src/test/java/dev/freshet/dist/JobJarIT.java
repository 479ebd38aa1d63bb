package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes to a cluster, and what ./freshet adds to it. */
final class JobJarIT {
  private static final Path BUILT = Path.of("target/freshet");
  private static final List<String> OF_A_CLUSTER =
      List.of("org/apache/flink/", "org/rocksdb/", "org/slf4j/", "org/apache/logging/");

  private static final List<String> CLASHING =
      List.of("com/fasterxml/", "org/yaml/", "com/google/common/", "com/google/protobuf/");

  @Test
  void holdsNothingThatAClusterBrings() throws IOException {
    assertThat(entries())
        .noneMatch(entry -> OF_A_CLUSTER.stream().anyMatch(entry::startsWith))
        .contains("dev/freshet/api/Flow.class");
  }

  @Test
  void bringsLibrariesThatClashUnderItsOwnName() throws IOException {
    assertThat(entries())
        .noneMatch(entry -> CLASHING.stream().anyMatch(entry::startsWith))
        .contains("dev/freshet/shaded/jackson/databind/ObjectMapper.class")
        .contains("META-INF/services/dev.freshet.shaded.jackson.core.JsonFactory");
  }

  @Test
  void namesEveryConnectorAndFunction() throws IOException {
    assertThat(services("dev.freshet.api.FunctionType"))
        .contains(
            "dev.freshet.extracttext.ExtractTextType",
            "dev.freshet.markdown.MarkdownToHtmlType",
            "dev.freshet.models.EmbedType",
            "dev.freshet.models.ExtractJsonType",
            "dev.freshet.splittext.SplitTextType");
    assertThat(services("dev.freshet.api.SourceConnector"))
        .contains(
            "dev.freshet.filesystem.FileSystemFilesConnector",
            "dev.freshet.localfiles.LocalFilesConnector",
            "dev.freshet.s3.S3ObjectsConnector");
    assertThat(services("dev.freshet.api.TargetConnector"))
        .contains("dev.freshet.filesystem.FileSystemDirectoryConnector")
        .contains("dev.freshet.localfiles.LocalDirectoryConnector")
        .contains("dev.freshet.opensearch.OpenSearchIndexConnector")
        .contains("dev.freshet.postgres.PostgresTableConnector")
        .contains("dev.freshet.qdrant.QdrantCollectionConnector")
        .contains("dev.freshet.s3.S3PrefixConnector");
  }

  @Test
  void startsTheCommandLine() throws IOException {
    try (JarFile jar = jobJar()) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("dev.freshet.engine.cli.Main");
      assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
          .matches("\\d+\\..*");
    }
  }

  @Test
  void hasFlinkAndALoggerBesideIt() throws IOException {
    try (Stream<Path> files = Files.list(BUILT.resolve("lib"))) {
      List<String> names =
          files.map(file -> file.getFileName().toString().replaceFirst("-\\d.*", "")).toList();
      assertThat(names)
          .contains("flink-runtime", "flink-statebackend-rocksdb", "log4j-slf4j-impl")
          .doesNotHaveDuplicates()
          .noneMatch(name -> name.startsWith("freshet") || name.startsWith("jackson"));
    }
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = jobJar()) {
      return jar.stream().map(JarEntry::getName).toList();
    }
  }

  private static List<String> services(String type) throws IOException {
    try (JarFile jar = jobJar()) {
      byte[] names = jar.getInputStream(jar.getEntry("META-INF/services/" + type)).readAllBytes();
      return new String(names, UTF_8).lines().toList();
    }
  }

  private static JarFile jobJar() throws IOException {
    return new JarFile(BUILT.resolve("freshet-job.jar").toFile());
  }
}
