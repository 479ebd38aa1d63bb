package dev.freshet.extracttext;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.freshet.api.Row;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractTextTest {
  private final ExtractText extractor = new ExtractText();

  @Test
  void readsPdfPageByPage() throws Exception {
    Document found = extractor.extract("a.pdf", Documents.pdf("", "First page", "Second page"));
    assertThat(found.type()).isEqualTo("application/pdf");
    assertThat(found.title()).isEqualTo("Of pages");
    assertThat(found.text()).isEqualTo("First page\n\nSecond page");
  }

  @Test
  void readsHtmlWithoutItsScriptsAndStyles() throws Exception {
    String html =
        """
        <html><head><title>T &amp; U</title><style>p {}</style></head><body>
        <h1>Ä 😀</h1><script>alert(1)</script><p>One<br>two <b>three</b></p>
        <ul><li>four</li><li>five</li></ul>
        <table><tr><td>six</td><td>seven</td></tr></table></body></html>
        """;
    Document found = extractor.extract("a.html", html.getBytes(UTF_8));
    assertThat(found.title()).isEqualTo("T & U");
    assertThat(found.text())
        .contains("Ä 😀\n\nOne\ntwo three")
        .contains("four\nfive")
        .contains("six\tseven")
        .doesNotContain("alert", "p {}");
  }

  @Test
  void readsWordByItsContentAndNotItsName() throws Exception {
    byte[] docx = Documents.docx(List.of("Ä 😀 one", "two"));
    for (String name : List.of("a.docx", "without-extension", "wrong.pdf")) {
      Document found = extractor.extract(name, docx);
      assertThat(found.text()).isEqualTo("Ä 😀 one\n\ntwo");
      assertThat(found.type()).contains("wordprocessingml");
    }
  }

  @Test
  void readsRichTextAndTextInOtherEncodings() throws Exception {
    assertThat(extractor.extract("a.rtf", "{\\rtf1\\ansi One\\par two}".getBytes(UTF_8)).text())
        .contains("One", "two");
    assertThat(extractor.extract("a.txt", "\uFEFFÄ and ö".getBytes(UTF_16LE)).text())
        .isEqualTo("Ä and ö");
  }

  @Test
  void whatIsBrokenFailsWithTheReason() throws Exception {
    byte[] pdf = Documents.pdf("", "A page");
    byte[] docx = Documents.docx(List.of("one"));
    fails("a.pdf", Documents.pdf("secret", "A page"), "it is encrypted");
    fails("a.docx", Arrays.copyOf(docx, docx.length / 2), "");
    fails("a.pdf", "%PDF-1.7\nnothing".getBytes(UTF_8), "");
    fails("a.pdf", Arrays.copyOf(pdf, 40), "");
    fails("a.bin", new byte[0], "it is empty");
    fails("a.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, "it is image/png");
    fails("a.docx", docx, "it cannot be read", docx.length / 2, docx.length - 60);
  }

  private void fails(String name, byte[] bytes, String reason) {
    assertThatThrownBy(() -> extractor.extract(name, bytes))
        .as(name)
        .isInstanceOf(DocumentFailure.class)
        .hasMessageContaining(reason);
  }

  /** With garbage in this part. */
  private void fails(String name, byte[] bytes, String reason, int from, int to) {
    byte[] broken = bytes.clone();
    new Random(1).ints(from, to).limit(200).forEach(i -> broken[i] ^= 0x55);
    fails(name, broken, "");
  }

  @Test
  void limitsHold() throws Exception {
    byte[] pdf = Documents.pdf("", "1", "2", "3");
    assertThatThrownBy(() -> limited(1000, 2, 1000).extract("a", pdf))
        .hasMessageContaining("bytes");
    assertThatThrownBy(() -> limited(1 << 20, 2, 1000).extract("a", pdf))
        .hasMessage("it has more pages than max-pages, 2");
    assertThat(limited(1 << 20, 3, 1000).extract("a", pdf).text()).contains("3");
    byte[] text = "word ".repeat(1000).getBytes(UTF_8);
    assertThatThrownBy(() -> limited(1 << 20, 3, 1000).extract("a.txt", text))
        .hasMessage("it has more text than max-characters, 1000");
  }

  private static ExtractText limited(long size, int pages, int characters) {
    return new ExtractText(size, pages, characters, Duration.ofSeconds(30));
  }

  @Test
  void aBombCostsItsItem() throws Exception {
    byte[] bomb =
        Documents.docx("", "<w:p><w:r><w:t>" + "a".repeat(20_000_000) + "</w:t></w:r></w:p>");
    assertThat(bomb.length).isLessThan(1 << 20);
    fails("bomb.docx", bomb, "");
  }

  @Test
  void thatTimeIsOverIsSaidAtOnce() throws Exception {
    byte[] many = "<p>word</p>".repeat(300_000).getBytes(UTF_8);
    ExtractText hasty = new ExtractText(1 << 30, 1, 1 << 30, Duration.ofMillis(5));
    assertThatThrownBy(() -> hasty.extract("a.html", many))
        .hasMessageContaining("longer than timeout");
  }

  @Test
  void nothingThatADocumentNamesIsFetched(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret.txt"), "a secret of this machine");
    AtomicInteger calls = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> calls.incrementAndGet());
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    try {
      for (String system : List.of(secret.toUri().toString(), url + "entity")) {
        byte[] docx =
            Documents.docx(
                "<!DOCTYPE d [<!ENTITY e SYSTEM '" + system + "'>]>",
                "<w:p><w:r><w:t>before &e; after</w:t></w:r></w:p>");
        assertThat(textOrReason("a.docx", docx)).doesNotContain("a secret");
      }
      String html =
          "<p>x</p><img src='%sa.png'><iframe src='%sb'></iframe><link rel=stylesheet href='%sc'>";
      assertThat(textOrReason("a.html", html.replace("%s", url).getBytes(UTF_8))).isEqualTo("x");
      String laughs =
          "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
              + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>"
              + "<!ENTITY f '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]>";
      byte[] docx = Documents.docx(laughs, "<w:p><w:r><w:t>&f;</w:t></w:r></w:p>");
      assertThat(textOrReason("a.docx", docx)).hasSizeLessThan(20_000);
    } finally {
      server.stop(0);
    }
    assertThat(calls).hasValue(0);
  }

  private String textOrReason(String name, byte[] bytes) throws InterruptedException {
    try {
      return extractor.extract(name, bytes).text();
    } catch (DocumentFailure e) {
      return e.getMessage();
    }
  }

  @Test
  void randomBytesNeverHang() throws Exception {
    Random random = new Random(7);
    byte[] pdf = Documents.pdf("", "A page");
    for (int i = 0; i < 40; i++) {
      byte[] bytes = pdf.clone();
      for (int j = 0; j < 30; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(textOrReason("a.pdf", bytes)).isNotNull();
    }
  }

  @Test
  void asAStepMakesTextTitleAndType() throws Exception {
    Row row = new Row(extractor.reads(), List.of("a.txt", "hello".getBytes(UTF_8)));
    Row made = extractor.apply(List.of(row), null).get(0).get(0);
    assertThat(made.fields()).isEqualTo(extractor.makes());
    assertThat(made.values()).containsExactly("hello", "", "text/plain");
  }
}
