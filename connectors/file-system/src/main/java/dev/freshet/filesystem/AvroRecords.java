package dev.freshet.filesystem;

import dev.freshet.api.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.formats.avro.AbstractAvroBulkFormat;

/** Records of Avro container files, by the schema that each file holds. */
final class AvroRecords implements RecordFormat {
  private static final int MARK = DataFileConstants.SYNC_SIZE;

  @Override
  public void read(FileSourceSplit file, Records records) throws IOException {
    try (BulkFormat.Reader<Row> reader = new RowFormat().createReader(new Configuration(), file)) {
      RecordFormat.each(reader, records::accept);
    }
    checkEnd(file);
  }

  /** Avro takes a block that ends early for the end of the file; each ends with the file's mark. */
  private static void checkEnd(FileSourceSplit file) throws IOException {
    try (FSDataInputStream in = file.path().getFileSystem().open(file.path())) {
      byte[] mark = mark(in);
      in.seek(file.fileSize() - MARK);
      if (!Arrays.equals(in.readNBytes(MARK), mark)) {
        throw new IOException("the file ends early: it is cut short, or still being written");
      }
    }
  }

  private static byte[] mark(InputStream in) throws IOException {
    BinaryDecoder header = DecoderFactory.get().directBinaryDecoder(in, null);
    header.skipFixed(DataFileConstants.MAGIC.length);
    for (long left = header.readMapStart(); left != 0; left = header.mapNext()) {
      for (long i = 0; i < left; i++) {
        header.skipString();
        header.skipBytes();
      }
    }
    byte[] mark = new byte[MARK];
    header.readFixed(mark);
    return mark;
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
