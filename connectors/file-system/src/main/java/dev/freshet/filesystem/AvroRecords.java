package dev.freshet.filesystem;

import dev.freshet.api.Row;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.formats.avro.AbstractAvroBulkFormat;

/** Records of Avro container files, by the schema that each file holds. */
final class AvroRecords implements RecordFormat {
  @Override
  public void read(FileSourceSplit file, Records records) throws IOException {
    try (BulkFormat.Reader<Row> reader = new RowFormat().createReader(new Configuration(), file)) {
      RecordFormat.each(reader, records::accept);
    }
  }

  private static final class RowFormat
      extends AbstractAvroBulkFormat<GenericRecord, Row, FileSourceSplit> {
    private static final long serialVersionUID = 1L;

    /** Without a schema to read by, the file's own is taken. */
    @SuppressWarnings("NullAway")
    RowFormat() {
      super(null);
    }

    /** One that no file's record is like, so that none is used again. */
    @Override
    protected GenericRecord createReusedAvroRecord() {
      return new GenericData.Record(Schema.createRecord("none", null, null, false, List.of()));
    }

    @Override
    protected Function<GenericRecord, Row> createConverter() {
      return new AvroRows()::row;
    }

    @Override
    public TypeInformation<Row> getProducedType() {
      return TypeInformation.of(Row.class);
    }
  }
}
