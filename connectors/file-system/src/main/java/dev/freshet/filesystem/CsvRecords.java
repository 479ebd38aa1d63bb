package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.BasicArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.impl.StreamFormatAdapter;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.formats.csv.CsvReaderFormat;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.dataformat.csv.CsvMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.dataformat.csv.CsvParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.dataformat.csv.CsvSchema;

/** Lines of CSV as rows of texts, under the names of the first line or those that are given. */
final class CsvRecords implements RecordFormat {
  private final List<String> columns;
  private final StreamFormatAdapter<String[]> lines;

  /**
   * @param columns empty if the first line holds them
   */
  CsvRecords(List<String> columns, char delimiter) {
    this.columns = columns;
    lines =
        new StreamFormatAdapter<>(
            CsvReaderFormat.forSchema(
                CsvRecords::mapper,
                mapper -> CsvSchema.emptySchema().withColumnSeparator(delimiter),
                BasicArrayTypeInfo.STRING_ARRAY_TYPE_INFO));
  }

  private static CsvMapper mapper() {
    return CsvMapper.builder()
        .enable(CsvParser.Feature.WRAP_AS_ARRAY)
        .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
        .build();
  }

  @Override
  public void read(FileSourceSplit file, Records records) throws IOException {
    Rows rows = new Rows(records);
    if (!columns.isEmpty()) {
      rows.name(columns);
    }
    try (BulkFormat.Reader<String[]> reader = lines.createReader(new Configuration(), file)) {
      RecordFormat.each(reader, rows::accept);
    } catch (IOException | RuntimeException e) {
      throw new IOException("after " + rows.count + " records: " + Failures.reason(e), e);
    }
  }

  private static final class Rows {
    private final Records records;
    private @Nullable List<Field> fields;
    private long count;

    Rows(Records records) {
      this.records = records;
    }

    void name(List<String> names) throws IOException {
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        if (name.isEmpty() || !seen.add(name)) {
          throw new IOException(
              "the names of the columns, %s, have an empty one or one twice; if the first line holds none, name them with columns"
                  .formatted(names));
        }
      }
      fields = names.stream().map(name -> new Field(name, Type.of(Kind.TEXT), false)).toList();
    }

    void accept(String[] values) throws IOException {
      List<Field> known = fields;
      if (known == null) {
        name(header(values));
        return;
      }
      if (values.length != known.size()) {
        throw new IOException(
            "a record has %d values, wanted %d: %s"
                .formatted(values.length, known.size(), known.stream().map(Field::name).toList()));
      }
      records.accept(new Row(known, List.of(values)));
      count++;
    }

    private static List<String> header(String[] values) {
      return Stream.of(values)
          .map(name -> name.startsWith("\uFEFF") ? name.substring(1) : name)
          .map(String::strip)
          .toList();
    }
  }
}
