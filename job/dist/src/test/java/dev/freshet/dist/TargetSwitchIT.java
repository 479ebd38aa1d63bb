package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.opensearchserver.OpenSearchServer;
import dev.freshet.qdrantserver.MemoryQdrant;
import dev.freshet.s3server.S3Server;
import dev.freshet.trial.Workshop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One flow through the real command line, its target line alone changed from run to run: from a
 * directory to Postgres, to S3, to OpenSearch and back. Each holds the same rows in its turn, and
 * none of them afterwards.
 */
class TargetSwitchIT {
  private static final String FLOW =
      """
      name: site
      sources:
        documents:
          type: local-files
          path: $docs
          process: {type: markdown-to-html, target: pages}
      targets:
        pages: {type: local-directory, directory: $output, extension: .html}
      """;
  private static final String DIRECTORY =
      "{type: local-directory, directory: $output, extension: .html}";
  private static final String BUCKET = "site";
  private static final String QUESTION =
      "All parts of a flow share one writer. Readers need no lock, another process gets an error";
  private static final int EVERYTHING = 1000;

  @TempDir static Path servers;
  private static PostgresServer postgres;
  private static OpenSearchServer openSearch;

  @TempDir Path directory;
  private Workshop workshop;
  private S3Server s3;
  private S3Client objects;
  private PackagedLauncher launcher;

  @BeforeAll
  static void startServers() throws Exception {
    openSearch = OpenSearchServer.start();
    postgres = new PostgresServer(servers.resolve("postgres"));
  }

  @AfterAll
  static void stopServers() throws Exception {
    postgres.close();
    openSearch.close();
  }

  @BeforeEach
  void start() throws Exception {
    workshop = new Workshop(directory);
    workshop.write("tides.md", "# Tides\n\nEbbing and flowing.");
    workshop.write("guide/wells.md", "# Wells\n\nSee [tides](../tides.md).");
    workshop.write("guide/ü and 'quotes'.md", "no *title* \\ \" $ %");
    launcher = PackagedLauncher.in(directory.resolve("home"));
    s3 = S3Server.start();
    objects =
        S3Client.builder()
            .endpointOverride(s3.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)))
            .build();
    objects.createBucket(request -> request.bucket(BUCKET));
    Files.writeString(directory.resolve("id"), S3Server.ACCESS_KEY_ID);
    Files.writeString(directory.resolve("secret"), S3Server.SECRET_ACCESS_KEY);
  }

  @AfterEach
  void stop() throws Exception {
    objects.close();
    s3.close();
    launcher.close();
  }

  @Test
  void theSameRowsFollowTheTargetLine() throws Exception {
    putTheirs();
    update(DIRECTORY);
    Map<String, String> pages = inDirectory();
    assertThat(pages).containsOnlyKeys("tides.md", "guide/wells.md", "guide/ü and 'quotes'.md");

    update("{type: postgres, url: \"" + postgres.url() + "\", user: postgres, table: pages}");
    assertThat(inPostgres()).isEqualTo(pages);
    assertThat(inDirectory()).isEmpty();

    update(
        "{type: s3, bucket: %s, prefix: html/, extension: .html, service: {endpoint: \"%s\", path-style: true, access-key-id: \"file:$directory/id\", secret-access-key: \"file:$directory/secret\"}}"
            .formatted(BUCKET, s3.endpoint()));
    assertThat(inS3()).isEqualTo(pages);
    assertThat(postgres.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        .containsExactly("theirs");

    update(
        "{type: opensearch, url: \"%s\", index: pages, replicas: 0}".formatted(openSearch.url()));
    assertThat(inOpenSearch()).isEqualTo(pages);
    assertThat(inS3()).isEmpty();

    update(DIRECTORY);
    assertThat(inDirectory()).isEqualTo(pages);
    assertThat(call("GET", "/_all").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("theirs");
  }

  /**
   * The guide as vectors. Postgres keeps them as {@code real[]}: the server here has no pgvector.
   */
  @Test
  void theSameVectorsAreFoundWhereverTheTargetLinePoints() throws Exception {
    try (VectorFlow flow = VectorFlow.of(workshop, "markdown-to-vectors.yaml", "docs");
        MemoryQdrant qdrant = new MemoryQdrant()) {
      flow.copy(Path.of("../../docs/guide"), "");
      String index = "{type: lucene, directory: $directory/index}";
      assertThat(flow.update(index).exitCode()).isZero();
      List<String> rows = flow.found(QUESTION, EVERYTHING);
      assertThat(rows).hasSizeGreaterThan(50).doesNotHaveDuplicates();
      assertThat(rows.get(0)).contains("lucene.md", "What it guarantees");
      flow.model().forget();

      for (String target :
          List.of(
              "{type: opensearch, url: \"%s\", index: chunks, replicas: 0}"
                  .formatted(openSearch.url()),
              "{type: qdrant, url: \"%s\", collection: chunks}".formatted(qdrant.url()),
              "{type: postgres, url: \"%s\", user: postgres, table: chunks, vectors: real-array}"
                  .formatted(postgres.url()),
              index)) {
        assertThat(flow.update(target).exitCode()).isZero();
        List<String> found = flow.found(QUESTION, EVERYTHING);
        assertThat(found).as(target).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(found.subList(0, 3)).as(target).isEqualTo(rows.subList(0, 3));
      }
      assertThat(flow.model().inputs()).containsOnly(QUESTION);
      assertThat(postgres.rows("SELECT tablename FROM pg_tables WHERE tablename = 'chunks'"))
          .isEmpty();
      assertThat(qdrant.collections()).isEmpty();
    }
  }

  /** Next to the rows, or where they will be. */
  private void putTheirs() throws Exception {
    Files.createDirectories(workshop.output);
    Files.writeString(workshop.output.resolve("theirs.txt"), "stays");
    postgres.execute("CREATE TABLE theirs ()");
    objects.putObject(
        request -> request.bucket(BUCKET).key("html/theirs.txt"), RequestBody.fromString("stays"));
    call("PUT", "/theirs");
  }

  private void update(String target) throws Exception {
    Outcome outcome =
        launcher.run(directory, "update", workshop.flow(FLOW.replace(DIRECTORY, target)), "--yes");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
  }

  private Map<String, String> inDirectory() throws Exception {
    return rows(workshop.pages(), "");
  }

  private Map<String, String> inS3() {
    Map<String, String> found = new TreeMap<>();
    for (S3Object object :
        objects.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents()) {
      found.put(
          object.key(),
          objects
              .getObjectAsBytes(request -> request.bucket(BUCKET).key(object.key()))
              .asUtf8String());
    }
    return rows(found, "html/");
  }

  /** By key, from files or objects; those of others must be there as well. */
  private static Map<String, String> rows(Map<String, String> files, String prefix) {
    assertThat(files).containsKey(prefix + "theirs.txt");
    Map<String, String> rows = new TreeMap<>();
    files.forEach(
        (name, text) -> {
          if (!name.endsWith("theirs.txt")) {
            rows.put(name.substring(prefix.length()).replaceFirst("\\.html$", ""), text);
          }
        });
    return rows;
  }

  private Map<String, String> inPostgres() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    for (String row : postgres.rows("SELECT filename, html FROM pages")) {
      rows.put(row.substring(0, row.indexOf('|')), row.substring(row.indexOf('|') + 1));
    }
    return rows;
  }

  private Map<String, String> inOpenSearch() throws Exception {
    call("POST", "/pages/_refresh");
    Map<String, String> rows = new TreeMap<>();
    for (JsonNode hit : call("GET", "/pages/_search").at("/hits/hits")) {
      JsonNode row = hit.path("_source");
      rows.put(row.path("filename").asText(), row.path("html").asText());
    }
    return rows;
  }

  private JsonNode call(String method, String path) throws Exception {
    URI uri = openSearch.url().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return new ObjectMapper()
        .readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body());
  }
}
