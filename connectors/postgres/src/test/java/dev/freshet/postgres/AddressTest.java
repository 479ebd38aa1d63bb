package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "postgresql://localhost/site, postgresql://localhost/site",
    "postgres://db.example.com:5433/site, postgresql://db.example.com:5433/site",
    "jdbc:postgresql://[::1]:5432/site?sslmode=require, postgresql://[::1]:5432/site",
    "'postgresql://a:1,b:2/site?targetServerType=primary', 'postgresql://a:1,b:2/site'"
  })
  void namesHostsAndDatabase(String url, String address) {
    assertThat(Address.of(url)).hasToString(address);
  }

  @Test
  void hasTheParametersOfTheDriver() {
    Address address = Address.of("postgresql://a/b?sslmode=verify-full&sslrootcert=/ca.pem");
    assertThat(address.parameters())
        .containsOnlyKeys("sslmode", "sslrootcert")
        .containsEntry("sslrootcert", "/ca.pem");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://me:open-sesame@localhost/site",
        "postgresql://localhost/site?user=me&password=open-sesame",
        "postgresql://localhost/site?socketFactory=x&a=open-sesame",
        "postgresql:///site",
        "postgresql://localhost",
        "mysql://localhost/site",
        "localhost"
      })
  void refusesOthersWithoutRepeatingACredential(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.of(url))
        .withMessageStartingWith("url: ")
        .withMessageNotContaining("open-sesame");
  }
}
