package dev.freshet.engine.encoding;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The first 128 bits of SHA-256 over an injective encoding. Equal means: the same thing. */
public record Fingerprint(long high, long low) {
  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(CanonicalEncoding::sha256);

  public static Fingerprint of(byte[] bytes) {
    ByteBuffer hash = ByteBuffer.wrap(SHA256.get().digest(bytes));
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  public static Fingerprint of(BinaryWriter encoded) {
    return of(encoded.toByteArray());
  }

  public static Fingerprint read(BinaryReader in) {
    long high = in.getLong();
    return new Fingerprint(high, in.getLong());
  }

  public void write(BinaryWriter out) {
    out.putLong(high).putLong(low);
  }

  /** Decides where keyed state lives, so it is the same in every JVM and release. */
  @Override
  public int hashCode() {
    return (int) low;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that && high == that.high && low == that.low;
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
