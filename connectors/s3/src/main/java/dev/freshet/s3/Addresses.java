package dev.freshet.s3;

/** How places are written. */
final class Addresses {
  private Addresses() {}

  /** {@code s3://bucket/prefix}, and at which service if it is not Amazon's. */
  static String of(String bucket, String prefix, S3Service service) {
    String place = "s3://" + bucket + "/" + prefix;
    return service.endpoint().isEmpty() ? place : place + " at " + service.endpoint();
  }
}
