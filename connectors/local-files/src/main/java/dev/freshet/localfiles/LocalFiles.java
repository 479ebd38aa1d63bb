package dev.freshet.localfiles;

import dev.freshet.api.SourceSpec;
import java.util.List;

/**
 * The files below a directory of this machine. An item's key is the file's path relative to {@code
 * path}, with {@code /}; its content is the file's bytes.
 *
 * <p>Patterns are matched against the whole key, upper and lower case apart:
 *
 * <ul>
 *   <li>{@code *} is any run of characters within one name, {@code ?} one character, {@code [a-z]}
 *       one of these, {@code [!a-z]} one other
 *   <li>{@code **} stands alone between slashes for any number of directories, none included: both
 *       {@code a.md} and {@code guide/a.md} match <code>**&#47;*.md</code>. At the end it is
 *       everything below
 *   <li><code>{a,b}</code> is either; {@code \} takes the next character as it is
 * </ul>
 *
 * <p>Names that begin with a dot are names like any other; <code>**&#47;.*</code> and <code>
 * **&#47;.*&#47;**</code> exclude them. A directory excluded by a pattern that ends in <code>
 * &#47;**</code> is not opened. Only regular files are items, never pipes, sockets or devices, nor
 * the temporary files of a {@code local-directory} target.
 *
 * @param path the directory; relative to the working directory unless absolute
 * @param include patterns of which an item matches at least one; everything by default
 * @param exclude patterns of which an item matches none
 * @param maxFileSize in bytes; a larger file is a failed item. 100 MiB by default, 0 for no limit
 * @param followLinks whether symbolic links are followed, wherever they lead, out of {@code path}
 *     too: only for trees whose writers may read all that this process may read. A link back to a
 *     directory that it is in is not followed. By default a link is no item
 */
public record LocalFiles(
    String path, List<String> include, List<String> exclude, long maxFileSize, boolean followLinks)
    implements SourceSpec {

  public LocalFiles {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  public LocalFiles(String path) {
    this(path, List.of("**"));
  }

  public LocalFiles(String path, List<String> include) {
    this(path, include, List.of(), 100L << 20, false);
  }
}
