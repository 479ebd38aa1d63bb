package dev.freshet.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.filesystem.FileSystemFiles.Format;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items that are records of Avro files. */
class AvroRecordsTest {
  private static final Schema EVERYTHING =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Everything", "fields": [
                {"name": "id", "type": "long"},
                {"name": "flag", "type": "boolean"},
                {"name": "small", "type": ["null", "int"]},
                {"name": "ratio", "type": "float"},
                {"name": "exact", "type": "double"},
                {"name": "text", "type": "string"},
                {"name": "color", "type": {"type": "enum", "name": "Color", "symbols": ["RED"]}},
                {"name": "data", "type": "bytes"},
                {"name": "fixed", "type": {"type": "fixed", "name": "Two", "size": 2}},
                {"name": "price", "type":
                  {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "millis", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
                {"name": "tags", "type": {"type": "array", "items": ["string", "null"]}},
                {"name": "counts", "type": {"type": "map", "values": "int"}},
                {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
                  {"name": "x", "type": "int"}]}}]}
              """);

  @TempDir Path root;

  private void write(Schema schema, List<GenericRecord> records) throws IOException {
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, root.resolve("a.avro").toFile());
      for (GenericRecord record : records) {
        writer.append(record);
      }
    }
  }

  private Source source(String... key) throws Exception {
    return Source.of(new FileSystemFiles(root.toString()).withFormat(Format.AVRO, key));
  }

  private static GenericRecordBuilder everything() {
    Schema place = EVERYTHING.getField("place").schema();
    Schema color = EVERYTHING.getField("color").schema();
    Schema two = EVERYTHING.getField("fixed").schema();
    return new GenericRecordBuilder(EVERYTHING)
        .set("id", 7L)
        .set("flag", true)
        .set("small", null)
        .set("ratio", 0.5f)
        .set("exact", 0.25)
        .set("text", "grün")
        .set("color", new GenericData.EnumSymbol(color, "RED"))
        .set("data", ByteBuffer.wrap(new byte[] {1, 2}))
        .set("fixed", new GenericData.Fixed(two, new byte[] {3, 4}))
        .set("price", ByteBuffer.wrap(BigDecimal.valueOf(1999, 2).unscaledValue().toByteArray()))
        .set("day", (int) LocalDate.of(2024, 2, 29).toEpochDay())
        .set("millis", -1L)
        .set("micros", 1_500_000L)
        .set("uuid", "123e4567-e89b-12d3-a456-426614174000")
        .set("tags", java.util.Arrays.asList("a", null))
        .set("counts", Map.of("n", 3))
        .set("place", new GenericRecordBuilder(place).set("x", 9).build());
  }

  @Test
  void everyTypeHasItsPlaceInARow() throws Exception {
    write(EVERYTHING, List.of(everything().build()));
    Source source = source("id", "uuid");
    String key = "a.avro#[\"7\",\"123e4567-e89b-12d3-a456-426614174000\"]";
    assertThat(source.list()).containsOnlyKeys(key);
    Row row = (Row) source.read(key).content();
    List<Field> place = row.fields().get(16).type().fields();
    assertThat(row.values().subList(0, 7))
        .containsExactly(7L, true, null, 0.5f, 0.25, "grün", "RED");
    assertThat((byte[]) row.get("data")).containsExactly(1, 2);
    assertThat((byte[]) row.get("fixed")).containsExactly(3, 4);
    assertThat(row.values().subList(9, 17))
        .containsExactly(
            new BigDecimal("19.99"),
            LocalDate.of(2024, 2, 29),
            Instant.EPOCH.minusMillis(1),
            Instant.ofEpochSecond(1, 500_000_000),
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
            java.util.Arrays.asList("a", null),
            Map.of("n", 3),
            new Row(place, List.of(9)));
    assertThat(row.fields().get(2).nullable()).isTrue();
    assertThat(row.fields().get(14).type().kind()).isEqualTo(Kind.LIST);
  }

  @Test
  void recordsOfSeveralBlocksAreAllThere() throws Exception {
    write(
        EVERYTHING,
        IntStream.range(0, 2_000)
            .mapToObj(i -> (GenericRecord) everything().set("id", (long) i).build())
            .toList());
    Source source = source("id");
    assertThat(source.list()).hasSize(2_000);
    assertThat(((Row) source.read("a.avro#1999").content()).get("id")).isEqualTo(1999L);
  }

  @Test
  void anEmptyFileHasNoRecordsAndOneThatIsNotAvroFailsTheListing() throws Exception {
    write(EVERYTHING, List.of());
    assertThat(source().list()).isEmpty();
    Files.writeString(root.resolve("b.avro"), "no Avro at all");
    assertThatThrownBy(() -> source().list()).hasMessageContaining("b.avro");
  }

  @Test
  void aFileThatWasCutShortFailsTheListing() throws Exception {
    write(EVERYTHING, List.of(everything().build(), everything().set("id", 8L).build()));
    byte[] all = Files.readAllBytes(root.resolve("a.avro"));
    Files.write(root.resolve("a.avro"), java.util.Arrays.copyOf(all, all.length - 20));
    assertThatThrownBy(() -> source().list()).hasMessageContaining("a.avro");
  }

  @Test
  void aUnionOfSeveralTypesFailsTheListing() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"U\",\"fields\":[{\"name\":\"u\",\"type\":[\"int\",\"string\"]}]}");
    write(schema, List.of(new GenericRecordBuilder(schema).set("u", 1).build()));
    assertThatThrownBy(() -> source().list())
        .hasMessageContaining("the field u is a union")
        .hasMessageContaining("a.avro");
  }

  @Test
  void aKeyColumnThatIsNullOrNoSimpleValueFailsTheListing() throws Exception {
    write(EVERYTHING, List.of(everything().build()));
    assertThatThrownBy(() -> source("small").list()).hasMessageContaining("small is null");
    assertThatThrownBy(() -> source("tags").list()).hasMessageContaining("tags is no text");
  }
}
