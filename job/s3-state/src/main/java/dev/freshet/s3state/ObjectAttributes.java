package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** What is known of an object, or of a directory, which is what keys have in common. */
record ObjectAttributes(boolean isDirectory, long size, Instant modified)
    implements BasicFileAttributes {
  static final ObjectAttributes DIRECTORY = new ObjectAttributes(true, 0, Instant.EPOCH);

  static ObjectAttributes file(@Nullable Long size, @Nullable Instant modified) {
    return new ObjectAttributes(
        false, size == null ? 0 : size, modified == null ? Instant.EPOCH : modified);
  }

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(modified);
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }
}
