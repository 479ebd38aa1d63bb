package dev.freshet.s3;

import dev.freshet.api.TargetSpec;

/**
 * One object per row: a row has one key component, text, and one other, text (written as UTF-8) or
 * bytes. Its object is {@code prefix}, the key, the extension: {@code guide/a.md} with {@code
 * .html} becomes {@code guide/a.md.html} below the prefix.
 *
 * <p>An object that is already in a row's place is replaced. Whatever else is in the bucket stays,
 * below the prefix too; Freshet neither makes nor removes a bucket.
 *
 * <p>A row is rejected, and nothing written, if its object's name would be longer than 1,024 bytes,
 * or its key is empty, has an empty name, {@code .} or {@code ..} in it, a control character other
 * than tab and line end, a code point that XML has not, or half of a surrogate pair. Two targets
 * may share a prefix if none of their objects can be named alike.
 *
 * @param prefix empty, or ending with {@code /}
 * @param extension added to every key; none by default
 * @param contentType what the objects are said to be; by default {@code text/plain; charset=utf-8}
 *     for text and {@code application/octet-stream} for bytes
 * @param conditional whether an object is written only over what was there when the flow was seen
 *     to be this process's (with {@code If-None-Match} and {@code If-Match}), so that a write that
 *     comes late from a process declared dead replaces nothing newer. A new object costs one
 *     request, a changed one three. Where the service does not offer it, and with {@code false},
 *     objects are simply written
 */
public record S3Prefix(
    String bucket,
    String prefix,
    String extension,
    String contentType,
    boolean conditional,
    S3Service service)
    implements TargetSpec {

  public S3Prefix(String bucket, String prefix) {
    this(bucket, prefix, "", new S3Service());
  }

  public S3Prefix(String bucket, String prefix, String extension, S3Service service) {
    this(bucket, prefix, extension, "", true, service);
  }
}
