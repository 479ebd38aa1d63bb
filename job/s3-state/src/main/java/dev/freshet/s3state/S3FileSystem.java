package dev.freshet.s3state;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;

/** One bucket, as it is reached with one set of settings. Its client is open as long as the JVM. */
final class S3FileSystem extends FileSystem {
  private final S3Provider provider;
  private final S3Settings settings;
  private final Bucket bucket;

  S3FileSystem(S3Provider provider, S3Settings settings, Bucket bucket) {
    this.provider = provider;
    this.settings = settings;
    this.bucket = bucket;
  }

  Bucket bucket() {
    return bucket;
  }

  S3Settings settings() {
    return settings;
  }

  /** {@code s3://bucket}. */
  String name() {
    return S3Provider.SCHEME + "://" + bucket.name();
  }

  @Override
  public S3Provider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("It stays open");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(S3Path.absolute(this, ""));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic", S3Provider.FLINK);
  }

  /** A relative one, as all names that are given without a bucket. */
  @Override
  public Path getPath(String first, String... more) {
    return S3Path.relative(this, first + "/" + String.join("/", more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    throw new UnsupportedOperationException("Matching of paths");
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("Owners of files");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("S3 does not tell of changes");
  }
}
