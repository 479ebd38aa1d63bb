package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.s3server.S3Server;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Records of files become pages, as conf has it. */
class FileSystemIT {
  private static final int PRODUCTS = 1_000;

  @TempDir Path directory;
  private Workshop workshop;
  private final List<String> products = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    IntStream.range(0, PRODUCTS)
        .forEach(i -> products.add("p%04d,Product %d,%d".formatted(i, i, i)));
    write();
  }

  private void write() throws Exception {
    workshop.write("list.csv", "sku,title,price\n" + String.join("\n", products) + "\n");
  }

  private static String example() throws Exception {
    return Files.readString(Path.of("../../conf/products-to-pages.yaml"))
        .replace("uri: products", "uri: $docs")
        .replace("output_products", "$output");
  }

  private RunReport update(String flow) throws Exception {
    RunReport report = workshop.update(workshop.flow(flow));
    assertThat(report.exitCode()).isZero();
    return report;
  }

  private static SourceCounts items(RunReport report) {
    return report.sources().get("products");
  }

  private static TargetCounts rows(RunReport report) {
    return report.targets().get("pages");
  }

  @Test
  void anInsertionInTheMiddleRunsOneRecordWithAKeyColumnWhichNoTwoMayShare() throws Exception {
    RunReport first = update(example());
    assertThat(items(first)).isEqualTo(new SourceCounts(PRODUCTS, 0, 0, 0, 0, 0));
    assertThat(workshop.pages()).hasSize(PRODUCTS).containsEntry("p0007.md", "# Product 7\n\n7\n");
    int starts = workshop.startsOfFlink("products-to-pages").size();
    assertThat(items(update(example()))).isEqualTo(new SourceCounts(0, 0, PRODUCTS, 0, 0, 0));
    assertThat(workshop.startsOfFlink("products-to-pages")).hasSize(starts);

    products.add(PRODUCTS / 2, "new,\"New, and better\",1");
    products.set(0, "p0000,Product 0,10");
    products.remove(PRODUCTS);
    write();
    RunReport edited = update(example());
    assertThat(items(edited)).isEqualTo(new SourceCounts(1, 1, PRODUCTS - 2, 1, 0, 0));
    assertThat(rows(edited)).isEqualTo(new TargetCounts(2, 1, 0, 0));
    assertThat(workshop.pages())
        .hasSize(PRODUCTS)
        .containsEntry("new.md", "# New, and better\n\n1\n")
        .containsEntry("p0000.md", "# Product 0\n\n10\n")
        .doesNotContainKey("p0999.md");

    products.set(1, products.get(0));
    write();
    assertThatThrownBy(() -> update(example()))
        .isInstanceOf(RunFailure.class)
        .hasStackTraceContaining("records 0 and 1 both have [sku] = p0000");
    assertThat(workshop.pages()).hasSize(PRODUCTS);
  }

  /**
   * Half of the records have other numbers. A row is sent again where the item that had it gave it
   * up before the next one claimed it, so how many are is a matter of order.
   */
  @Test
  void anInsertionInTheMiddleRunsAllLaterRecordsWithoutAKeyColumn() throws Exception {
    String byNumber = example().replace("    key: [sku]\n", "");
    update(byNumber);
    products.add(PRODUCTS / 2, "new,New,1");
    write();
    RunReport edited = update(byNumber);
    assertThat(items(edited)).isEqualTo(new SourceCounts(1, PRODUCTS / 2, PRODUCTS / 2, 0, 0, 0));
    assertThat(rows(edited).upserts()).isBetween(1L, PRODUCTS / 2 + 1L);
    assertThat(rows(edited).deletes()).isZero();
    assertThat(workshop.pages()).hasSize(PRODUCTS + 1).containsEntry("new.md", "# New\n\n1\n");
  }

  @Test
  void aChainReadsTheColumnsOfRecords() throws Exception {
    String chain =
        example()
            .replace(
                "process: {class: dev.freshet.examples.ProductPages, target: pages}",
                "process: [{type: columns, columns: {sku: text, title: text}},"
                    + " {type: declare, target: pages, key: [sku], fields: [title]}]");
    update(chain);
    assertThat(workshop.pages()).hasSize(PRODUCTS).containsEntry("p0007.md", "Product 7");
  }

  @Test
  void theLauncherReadsAndWritesByAPluginOfFlink(@TempDir Path home) throws Exception {
    PackagedFreshet freshet = PackagedFreshet.in(home);
    Files.writeString(
        home.resolve("flow.yaml"),
        """
        name: from-s3
        sources:
          documents:
            type: file-system
            uri: s3://documents/docs
            process: {type: markdown-to-html, target: pages}
        targets:
          pages: {type: file-system, uri: s3://documents/pages, extension: .html}
        """);
    try (S3Server server = S3Server.start();
        S3Client client = client(server)) {
      client.createBucket(request -> request.bucket("documents"));
      client.putObject(
          request -> request.bucket("documents").key("docs/a.md"),
          RequestBody.fromString("# Alpha"));
      String[] update = {
        "update",
        "flow.yaml",
        "--yes",
        "--set",
        "s3.endpoint=" + server.endpoint(),
        "--set",
        "s3.path.style.access=true",
        "--set",
        "s3.access-key=" + S3Server.ACCESS_KEY_ID,
        "--set",
        "s3.secret-key=" + S3Server.SECRET_ACCESS_KEY
      };
      Outcome without = freshet.run(update);
      assertThat(without.exitCode()).isNotZero();
      assertThat(without.toString()).contains("flink-s3-fs-hadoop-2.3.0.jar", "flink-plugins");

      Files.createSymbolicLink(
          home.resolve("flink-plugins"),
          Path.of("../../connectors/file-system/target/flink-plugins").toAbsolutePath());
      Outcome with = freshet.run(update);
      assertThat(with.exitCode()).describedAs(with.toString()).isZero();
      assertThat(
              client
                  .getObjectAsBytes(request -> request.bucket("documents").key("pages/a.md.html"))
                  .asUtf8String())
          .contains(">Alpha</h1>");
    }
  }

  private static S3Client client(S3Server server) {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)))
        .build();
  }
}
