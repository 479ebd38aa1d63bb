package dev.freshet.opensearch;

import static dev.freshet.opensearch.IndexTrial.field;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Unavailable;
import dev.freshet.opensearchserver.SearchGate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a gate with a certificate of its own, before a real server. */
final class TlsIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory;
  private Path certificate;
  private SearchGate gate;

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
    byte[] encoded = keys.getCertificate("server").getEncoded();
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded);
    certificate =
        Files.writeString(
            directory.resolve("certificate.pem"),
            "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    gate = SearchGate.withTls(SharedServer.OPENSEARCH.url(), tls);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private IndexTrial trial(String url) {
    return IndexTrial.of(
        new OpenSearchIndex(url, "secured").withShards(1, 0), field("text", Kind.TEXT));
  }

  @Test
  void writesOverTls() throws Exception {
    IndexTrial trial = trial(gate.url());
    IndexTrial trusting =
        trial.with(trial.spec().withCertificate(certificate.toString())).created();
    assertThat(trusting.write(trusting.row("a", "one"))).isEmpty();
    assertThat(trusting.listed()).containsExactly(trusting.row("a", "one"));
    trusting.dropped();
  }

  @Test
  void aCertificateThatIsNotTrustedIsSaid() {
    assertThatThrownBy(() -> trial(gate.url()).created())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("index secured at https://localhost")
        .hasMessageContaining("The option certificate");
  }

  @Test
  void noTlsWhereTheServerWantsItIsAnErrorAndNoSilence() {
    assertThatThrownBy(() -> trial(gate.url().replace("https", "http")).created())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("without TLS?");
  }

  @Test
  void aCertificateThatCannotBeReadIsNamed() {
    IndexTrial trial = trial(gate.url());
    Path missing = directory.resolve("missing.pem");
    assertThatThrownBy(() -> trial.with(trial.spec().withCertificate(missing.toString())).created())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the certificate " + missing);
  }
}
