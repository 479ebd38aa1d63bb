package dev.freshet.filesystem;

import dev.freshet.api.SourceSpec;
import java.util.List;

/**
 * The files below a directory of any file system that Flink has, or the records in them. A file's
 * path relative to {@code uri}, with {@code /}, is its item's key; its bytes are the content, and
 * its modification time and length the version: a change that keeps both is not seen.
 *
 * <p>With a {@code format} every record is an item. Its key is that path, {@code #}, and the number
 * of the record from 0, or the values of the {@code key} columns; in the path, {@code #} is written
 * {@code %23} and {@code %} is {@code %25}. Its version is a hash of its content, so a file is read
 * to be listed, once for as long as it stays the same and the process runs. A file that cannot be
 * read as its format says fails the listing.
 *
 * <p>Files that begin with {@code .freshet-tmp-} are no items. What a link is, the file system
 * says; on the local one it is no item.
 *
 * @param uri a directory, as {@code hdfs://host:8020/documents} or {@code s3://bucket/documents};
 *     without a scheme, of this machine. Never with a password in it
 * @param include patterns of which a file's path matches at least one, as those of {@code
 *     local-files}; everything by default
 * @param exclude patterns of which it matches none
 * @param maxFileSize in bytes; a larger file is a failed item, or with a format fails the listing.
 *     100 MiB by default, 0 for no limit
 * @param format how a file is cut into records; by default it is not
 * @param key columns that together tell the records of one file apart; their number by default
 * @param columns names for the columns of CSV files whose first line does not hold them
 * @param delimiter the one character between columns of CSV files; a comma by default
 */
public record FileSystemFiles(
    String uri,
    List<String> include,
    List<String> exclude,
    long maxFileSize,
    Format format,
    List<String> key,
    List<String> columns,
    String delimiter)
    implements SourceSpec {

  /** What is one item. */
  public enum Format {
    /** The file. */
    WHOLE_FILE,
    /** A line, as its bytes without the end. */
    LINES,
    /** A line of comma-separated values, quoted where needed; every value is a text. */
    CSV,
    /** A record of an Avro container file. */
    AVRO
  }

  public FileSystemFiles {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  public FileSystemFiles(String uri) {
    this(uri, List.of("**"));
  }

  public FileSystemFiles(String uri, List<String> include) {
    this(uri, include, List.of(), 100L << 20, Format.WHOLE_FILE, List.of(), List.of(), ",");
  }

  public FileSystemFiles withFormat(Format format, String... key) {
    return new FileSystemFiles(
        uri, include, exclude, maxFileSize, format, List.of(key), columns, delimiter);
  }

  public FileSystemFiles withColumns(String... columns) {
    return new FileSystemFiles(
        uri, include, exclude, maxFileSize, format, key, List.of(columns), delimiter);
  }
}
