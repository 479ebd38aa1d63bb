package dev.freshet.localfiles;

import dev.freshet.api.TargetSpec;

/**
 * One file per row: a row has one key component, text, and one other, text (written as UTF-8) or
 * bytes. Its file is {@code directory}, the key, the extension: {@code guide/a.md} with {@code
 * .html} becomes {@code guide/a.md.html}.
 *
 * <p>A file is complete whenever it can be seen: it is written under a temporary name ({@code
 * .freshet-tmp-} and more) beside its place and renamed. What a killed process leaves under such a
 * name goes when its batch is repeated, or when the target is set up or dropped. A file that is
 * already in a row's place is replaced. Directories are made as rows need them, and removed when
 * the last row in them is deleted; others, and whatever else is in the directory, stay.
 *
 * <p>A row is rejected, and nothing written, if its key is empty, absolute, longer than 4,000
 * bytes, has an empty name, {@code .} or {@code ..} in it, a backslash, a NUL, a name of over 255
 * bytes or one that begins like a temporary name. It is also rejected if its path leads through a
 * link or a file, if its place is a directory, or if, where the file system takes names that differ
 * only in case or Unicode form for one, another such file is in its place: no two keys share a
 * file. Two targets may share a directory if none of their files can be named alike.
 *
 * <p>On Linux no other process can make a file be written outside the directory, not even by
 * putting links in the place of directories meanwhile; at worst an empty directory is made
 * elsewhere. On other systems links are refused only if they are there when the row is written.
 *
 * @param directory relative to the working directory unless absolute; may itself be a link
 * @param extension added to every key; none by default
 * @param sync whether files and directories are forced to disk, to survive a power cut too; by
 *     default they survive the death of the process
 */
public record LocalDirectory(String directory, String extension, boolean sync)
    implements TargetSpec {

  public LocalDirectory(String directory) {
    this(directory, "");
  }

  public LocalDirectory(String directory, String extension) {
    this(directory, extension, false);
  }
}
