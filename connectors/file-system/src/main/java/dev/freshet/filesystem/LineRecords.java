package dev.freshet.filesystem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.impl.StreamFormatAdapter;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;

/** Lines as bytes. Latin-1 there and back keeps every byte, whatever the encoding is. */
final class LineRecords implements RecordFormat {
  private static final StreamFormatAdapter<String> LINES =
      new StreamFormatAdapter<>(new TextLineInputFormat(StandardCharsets.ISO_8859_1.name()));

  @Override
  public void read(FileSourceSplit file, Records records) throws IOException {
    try (BulkFormat.Reader<String> reader = LINES.createReader(new Configuration(), file)) {
      RecordFormat.each(reader, line -> records.accept(line.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }
}
