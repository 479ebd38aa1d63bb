package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Unavailable;
import dev.freshet.filesystem.FileSystemFiles.Format;
import dev.freshet.s3server.S3Gate;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects of a real server of S3 by way of flink-s3-fs-hadoop as a plugin; few, for it is slow. */
class S3PluginTest {
  private static final Map<String, String> NO_PATIENCE =
      Map.of("s3.attempts.maximum", "0", "s3.retry.limit", "0");

  private static S3Plugin s3;

  @BeforeAll
  static void start() throws Exception {
    s3 = new S3Plugin();
  }

  @AfterAll
  static void stop() throws Exception {
    s3.close();
  }

  @Test
  void filesAndRecordsAreListedReadAndTheirChangesSeen() throws Exception {
    s3.newBucket("source");
    s3.put("source", "docs/a b.csv", "id,x\n1,one\n2,two\n");
    s3.put("source", "docs/guide/c.csv", "id,x\n1,three\n");
    s3.put("source", "elsewhere.csv", "id\n9\n");
    FileSystemFiles files = new FileSystemFiles("s3://source/docs");
    try (Source whole = Source.of(files);
        Source records = Source.of(files.withFormat(Format.CSV, "id"))) {
      Map<String, String> before = whole.list();
      assertThat(before).containsOnlyKeys("a b.csv", "guide/c.csv");
      assertThat(whole.read("guide/c.csv").version()).isEqualTo(before.get("guide/c.csv"));
      assertThat(new String((byte[]) whole.read("guide/c.csv").content(), StandardCharsets.UTF_8))
          .isEqualTo("id,x\n1,three\n");
      assertThat(records.list()).containsOnlyKeys("a b.csv#1", "a b.csv#2", "guide/c.csv#1");
      assertThat(records.read("a b.csv#2").failure()).isNull();

      s3.put("source", "docs/a b.csv", "id,x\n1,one\n2,TWO\n");
      s3.delete("source", "docs/guide/c.csv");
      assertThat(whole.reader().read(List.of("guide/c.csv"))).isEmpty();
      assertThat(whole.list()).containsOnlyKeys("a b.csv").isNotEqualTo(before);
    }
  }

  @Test
  void rowsAreWrittenReplacedListedAndDeletedAndOtherObjectsStay() throws Exception {
    s3.newBucket("target");
    s3.put("target", "pages/others.txt", "by somebody else");
    Target target = Target.of(new FileSystemDirectory("s3://target/pages", ".html"));
    target.create();
    String large = "x".repeat(6 << 20);
    target.upsert("a", "one", "guide/b:c d", "two", "empty", "", "large", large);
    target.upsert("a", "ONE");
    assertThat(target.rows())
        .containsOnlyKeys("a", "guide/b:c d", "empty", "large")
        .containsEntry("a", "ONE")
        .containsEntry("large", large);
    target.delete("a", "large", "empty", "never");
    assertThat(s3.objects("target"))
        .containsOnlyKeys("pages/others.txt", "pages/guide/b:c d.html")
        .containsEntry("pages/guide/b:c d.html", "two");
    assertThat(target.upsert("../b", "x")).containsKey("../b");
    target.close();
  }

  @Test
  void anEmptyPrefixHasNothingAndABucketThatIsNotThereFails() throws Exception {
    s3.newBucket("empty");
    assertThat(Source.of(new FileSystemFiles("s3://empty/docs")).list()).isEmpty();
    assertThatThrownBy(() -> Source.of(new FileSystemFiles("s3://missing/docs")).list())
        .hasMessageContaining("s3://missing/docs");
    assertThatThrownBy(() -> Target.of(new FileSystemDirectory("s3://missing/docs", "")).create())
        .hasMessageContaining("s3://missing/docs");
  }

  @Test
  void wrongCredentialsAreAFailureThatShowsNothing() throws Exception {
    s3.newBucket("closed");
    Map<String, String> wrong = new HashMap<>(NO_PATIENCE);
    wrong.put("s3.secret-key", "wrong-4711");
    S3Plugin.load(s3.server().endpoint(), wrong);
    try {
      assertThatThrownBy(() -> Source.of(new FileSystemFiles("s3://closed/docs")).list())
          .isNotInstanceOf(Unavailable.class)
          .hasStackTraceContaining("403")
          .hasMessageNotContaining("4711");
    } finally {
      S3Plugin.load(s3.server().endpoint());
    }
  }

  @Test
  void aServiceThatIsAwayIsUnavailable() throws Exception {
    S3Gate gate = new S3Gate(s3.server());
    S3Plugin.load(gate.endpoint(), NO_PATIENCE);
    gate.close();
    try {
      assertThatThrownBy(() -> Source.of(new FileSystemFiles("s3://away/docs")).list())
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("s3://away/docs");
    } finally {
      S3Plugin.load(s3.server().endpoint());
    }
  }
}
