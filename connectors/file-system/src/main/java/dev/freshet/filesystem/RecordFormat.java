package dev.freshet.filesystem;

import dev.freshet.api.Row;
import dev.freshet.filesystem.FileSystemFiles.Format;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/** Cuts one file into records, with a reader of Flink's. */
interface RecordFormat {
  /** Gets each record of a file: a {@link Row} or bytes. */
  @FunctionalInterface
  interface Records {
    void accept(Object record) throws IOException;
  }

  /**
   * Passes on all records in their order, or throws.
   *
   * @param file all of it
   */
  void read(FileSourceSplit file, Records records) throws IOException;

  /**
   * @throws IllegalArgumentException if these options can never work together
   */
  static void check(FileSystemFiles spec) {
    Format format = spec.format();
    if (format == Format.WHOLE_FILE || format == Format.LINES) {
      refuse(!spec.key().isEmpty(), "key", "csv and avro");
    }
    if (format != Format.CSV) {
      refuse(!spec.columns().isEmpty(), "columns", "csv");
      refuse(!spec.delimiter().equals(","), "delimiter", "csv");
    }
    if (spec.delimiter().length() != 1 || "\"\r\n".contains(spec.delimiter())) {
      throw new IllegalArgumentException(
          "delimiter \"" + spec.delimiter() + "\" is not one character that can part columns");
    }
    checkNames("columns", spec.columns());
    checkNames("key", spec.key());
    Set<String> unknown = new TreeSet<>(spec.key());
    spec.columns().forEach(unknown::remove);
    if (!spec.columns().isEmpty() && !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "key names %s, which are not among the columns %s".formatted(unknown, spec.columns()));
    }
    if (format == Format.CSV) {
      need("csv", "org.apache.flink.formats.csv.CsvReaderFormat", "flink-csv");
    } else if (format == Format.AVRO) {
      need("avro", "org.apache.flink.formats.avro.AvroInputFormat", "flink-avro");
      need("avro", "org.apache.avro.generic.GenericRecord", "avro");
    }
  }

  private static void refuse(boolean isGiven, String option, String formats) {
    if (isGiven) {
      throw new IllegalArgumentException(option + " goes with the format " + formats + " only");
    }
  }

  private static void checkNames(String option, java.util.List<String> names) {
    if (names.stream().anyMatch(String::isEmpty)
        || names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          option + " " + names + " has an empty name or one name twice");
    }
  }

  private static void need(String format, String className, String jar) {
    try {
      Class.forName(className, false, RecordFormat.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          "format %s needs %s.jar of the version of Flink, which is not on the class path; put it into Flink's lib/"
              .formatted(format, jar),
          e);
    }
  }

  /** Of options that were checked. */
  static RecordFormat of(FileSystemFiles spec) {
    return switch (spec.format()) {
      case LINES -> new LineRecords();
      case CSV -> new CsvRecords(spec.columns(), spec.delimiter().charAt(0));
      case AVRO -> new AvroRecords();
      case WHOLE_FILE -> throw new IllegalArgumentException("a whole file has no records");
    };
  }

  /** Gets each record as Flink's reader makes it. */
  @FunctionalInterface
  interface Found<T> {
    void accept(T record) throws IOException;
  }

  static <T> void each(BulkFormat.Reader<T> reader, Found<T> records) throws IOException {
    for (BulkFormat.RecordIterator<T> batch = reader.readBatch();
        batch != null;
        batch = reader.readBatch()) {
      try {
        for (var next = batch.next(); next != null; next = batch.next()) {
          records.accept(next.getRecord());
        }
      } finally {
        batch.releaseBatch();
      }
    }
  }
}
