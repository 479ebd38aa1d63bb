package dev.freshet.filesystem;

import dev.freshet.api.TargetSpec;

/**
 * One file per row, on any file system that Flink has: a row has one key component, text, and one
 * other, text (written as UTF-8) or bytes. Its file is {@code uri}, the key, the extension.
 *
 * <p>A file is complete whenever it can be seen. A file that is already in a row's place is
 * replaced; on file systems whose rename does not replace, as that of Hadoop, it is gone for a
 * moment before. Directories are made as rows need them, and removed when a row's file was the last
 * in them; whatever else is below the directory stays.
 *
 * <p>A row is rejected, and nothing written, if its key is empty, absolute, longer than 4,000 bytes
 * (1,024 with the directory on object stores), has an empty name, {@code .} or {@code ..} in it, a
 * backslash, a control character, half of a surrogate pair, a name of over 255 bytes or one that
 * begins with {@code .freshet-tmp-}. On the local file system it is also rejected if its path leads
 * through a link. Two targets may share a directory if none of their files can be named alike.
 *
 * @param uri a directory, as that of a {@code file-system} source
 * @param extension added to every key; none by default
 */
public record FileSystemDirectory(String uri, String extension) implements TargetSpec {
  public FileSystemDirectory(String uri) {
    this(uri, "");
  }
}
