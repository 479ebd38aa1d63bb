package dev.freshet.s3;

import dev.freshet.api.SourceSpec;
import java.util.List;

/**
 * The objects of a bucket whose names begin with a prefix. An item's key is what follows the
 * prefix; its content is the object's bytes, its version the object's ETag and size.
 *
 * <p>An empty object whose name ends with {@code /} is no item: it stands for a directory.
 *
 * @param prefix empty, or ending with {@code /}; the whole bucket by default
 * @param include patterns of which an item's key matches at least one, as those of {@code
 *     local-files}; everything by default
 * @param exclude patterns of which it matches none
 * @param maxObjectSize in bytes; a larger object is a failed item. 100 MiB by default, 0 for no
 *     limit
 */
public record S3Objects(
    String bucket,
    String prefix,
    List<String> include,
    List<String> exclude,
    long maxObjectSize,
    S3Service service)
    implements SourceSpec {

  public S3Objects {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  public S3Objects(String bucket) {
    this(bucket, "", new S3Service());
  }

  public S3Objects(String bucket, String prefix, S3Service service) {
    this(bucket, prefix, List.of("**"), List.of(), 100L << 20, service);
  }
}
