package dev.freshet.s3;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;

/**
 * Which service holds a bucket, and as whom to ask it. Without options: Amazon S3, with the region
 * and credentials that the AWS SDK finds (environment, system properties, {@code ~/.aws},
 * container, instance). Web identity and SSO need modules of the SDK that are not part of Freshet.
 *
 * @param endpoint address of another service than Amazon's, as {@code http://127.0.0.1:9000}
 * @param region where the bucket is; by default what the AWS SDK finds, and {@code us-east-1} with
 *     an endpoint
 * @param pathStyle whether the bucket is in the path of a request, as many services other than
 *     Amazon's want it, and not in the name of the host
 * @param accessKeyId together with {@code secretAccessKey}, instead of what the SDK finds
 * @param sessionToken of temporary credentials
 */
public record S3Service(
    String endpoint,
    String region,
    boolean pathStyle,
    @Nullable Secret accessKeyId,
    @Nullable Secret secretAccessKey,
    @Nullable Secret sessionToken) {

  public S3Service() {
    this("", "", false, null, null, null);
  }

  /** A service at this address that has the bucket in the path, with the SDK's credentials. */
  public static S3Service at(String endpoint) {
    return new S3Service(endpoint, "", true, null, null, null);
  }

  public S3Service withCredentials(Secret id, Secret secret) {
    return new S3Service(endpoint, region, pathStyle, id, secret, null);
  }
}
