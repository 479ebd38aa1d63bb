package dev.freshet.qdrant;

import static dev.freshet.qdrant.CollectionTrial.field;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Secret;
import dev.freshet.api.Unavailable;
import dev.freshet.qdrantserver.MemoryQdrant;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a server in memory with a certificate of its own. */
final class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory;
  private Path certificate;
  private MemoryQdrant server;

  @BeforeEach
  void start() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    server = MemoryQdrant.withTls(certificate.toFile(), key.toFile());
  }

  private Path pem(String what, byte[] encoded) throws IOException {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded);
    return Files.writeString(
        directory.resolve(what + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private CollectionTrial trial(String scheme, @Nullable Secret key, @Nullable File trusted) {
    QdrantCollection spec =
        new QdrantCollection(scheme + "://localhost:" + server.port(), "things", key);
    return CollectionTrial.of(
        trusted == null ? spec : spec.withCertificate(trusted.toString()),
        field("text", Kind.TEXT));
  }

  @Test
  void writesWithAKeyOverTls() throws Exception {
    server.expectApiKey("sesame");
    Path key = Files.writeString(directory.resolve("key"), "sesame");
    CollectionTrial trial =
        trial("https", new Secret("file:" + key), certificate.toFile()).created();
    assertThat(trial.write(trial.row("a", "one"))).isEmpty();
    assertThat(trial.listed()).containsExactly(trial.row("a", "one"));
  }

  @Test
  void aCertificateThatIsNotTrustedIsSaid() {
    assertThatThrownBy(() -> trial("https", null, null).created())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("things at https://localhost")
        .hasMessageContaining("The option certificate");
  }

  @Test
  void noTlsWhereTheServerWantsItIsAnErrorAndNoSilence() {
    assertThatThrownBy(() -> trial("http", null, null).created())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("http://localhost")
        .hasMessageContaining("without TLS?");
  }

  @Test
  void aCertificateThatCannotBeReadIsNamed() {
    File missing = directory.resolve("missing.pem").toFile();
    assertThatThrownBy(() -> trial("https", null, missing).created())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the certificate " + missing);
  }
}
