package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListingDigestTest {
  @Test
  void isTheSameInEveryOrder() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add("file-" + i);
    }
    ListingSum sum = sum(1, keys);
    Collections.shuffle(keys, new Random(1));

    assertThat(sum(1, keys)).isEqualTo(sum);
    assertThat(sum.count()).isEqualTo(100);
  }

  @Test
  void tellsKeysVersionsSourcesAndTheirBordersApart() {
    ListingSum one = of(1, "ab", "c");

    assertThat(of(1, "a", "bc")).isNotEqualTo(one);
    assertThat(of(1, "ab", "d")).isNotEqualTo(one);
    assertThat(of(2, "ab", "c")).isNotEqualTo(one);
    assertThat(one.plus(one)).as("twice is not never").isNotEqualTo(ListingSum.EMPTY);
  }

  @Test
  void addsUpPartsToTheWhole() {
    assertThat(sum(1, List.of("a", "b")).plus(sum(1, List.of("c"))))
        .isEqualTo(sum(1, List.of("a", "b", "c")));
  }

  @Test
  void addsModulo256Bits() throws Exception {
    BigInteger expected = BigInteger.ZERO;
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      keys.add("key " + i);
      expected = expected.add(hash(7, "key " + i, "version"));
    }
    ListingSum sum = sum(7, keys);
    byte[] bytes =
        ByteBuffer.allocate(32)
            .putLong(sum.high())
            .putLong(sum.upper())
            .putLong(sum.lower())
            .putLong(sum.low())
            .array();

    assertThat(new BigInteger(1, bytes)).isEqualTo(expected.mod(BigInteger.ONE.shiftLeft(256)));
  }

  @Test
  void carriesThroughEveryWord() {
    ListingSum highest = new ListingSum(-1, -1, -1, -1, 0);

    assertThat(highest.plus(new ListingSum(0, 0, 0, 1, 0))).isEqualTo(ListingSum.EMPTY);
    assertThat(highest.plus(highest)).isEqualTo(new ListingSum(-1, -1, -1, -2, 0));
    assertThat(new ListingSum(0, 0, -1, 5, 0).plus(new ListingSum(0, 0, 0, -1, 0)))
        .isEqualTo(new ListingSum(0, 1, 0, 4, 0));
  }

  @Test
  void takesEntriesOfAnyLength() {
    String longKey = "k".repeat(100_000);

    assertThat(of(1, longKey, "v")).isEqualTo(of(1, longKey, "v"));
    assertThat(of(1, longKey, "v")).isNotEqualTo(of(1, longKey + "k", "v"));
    assertThat(sum(1, List.of("a", longKey, "b")))
        .isEqualTo(sum(1, List.of("a", "b")).plus(sum(1, List.of(longKey))));
  }

  private static BigInteger hash(int source, String key, String version) throws Exception {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] versionBytes = version.getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry = ByteBuffer.allocate(8 + keyBytes.length + versionBytes.length);
    entry.putInt(source).putInt(keyBytes.length).put(keyBytes).put(versionBytes);
    return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(entry.array()));
  }

  private static ListingSum of(int source, String key, String version) {
    ListingDigest digest = new ListingDigest(source);
    digest.add(key, version);
    return digest.sum();
  }

  private static ListingSum sum(int source, List<String> keys) {
    ListingDigest digest = new ListingDigest(source);
    keys.forEach(key -> digest.add(key, "version"));
    return digest.sum();
  }
}
