package dev.freshet.filesystem;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.filesystem.FileSystemFiles.Format;
import dev.freshet.testkit.SourceConnectorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;

/** The source {@code file-system}, of CSV records that a column tells apart. */
final class CsvRecordsContractTest extends SourceConnectorContract<FileSystemFiles> {
  private static final String FILE = "records.csv";

  @TempDir Path root;
  private final Map<FileSystemFiles, Map<String, String>> places = new ConcurrentHashMap<>();

  @Override
  protected FileSystemFilesConnector connector() {
    return new FileSystemFilesConnector();
  }

  @Override
  protected FileSystemFiles spec(String place) {
    return new FileSystemFiles(root.resolve(place).toString()).withFormat(Format.CSV, "id");
  }

  @Override
  protected void create(FileSystemFiles spec) throws IOException {
    Files.createDirectory(Path.of(spec.uri()));
  }

  @Override
  protected String key(int number) {
    return FILE + "#" + number;
  }

  @Override
  protected boolean canHold(String key) {
    return false;
  }

  @Override
  protected Row content(String key, String text) {
    return new Row(List.of(field("id"), field("text")), List.of(id(key), text));
  }

  private static Field field(String name) {
    return new Field(name, Type.of(Kind.TEXT), false);
  }

  private static String id(String key) {
    return key.substring(FILE.length() + 1);
  }

  @Override
  protected void put(FileSystemFiles spec, String key, String text) throws IOException {
    records(spec).put(id(key), text);
    write(spec);
  }

  @Override
  protected void remove(FileSystemFiles spec, String key) throws IOException {
    records(spec).remove(id(key));
    write(spec);
  }

  private Map<String, String> records(FileSystemFiles spec) {
    return places.computeIfAbsent(spec, unused -> new TreeMap<>());
  }

  private void write(FileSystemFiles spec) throws IOException {
    StringBuilder csv = new StringBuilder("id,text\n");
    records(spec)
        .forEach((id, text) -> csv.append("%s,\"%s\"\n".formatted(id, text.replace("\"", "\"\""))));
    Files.writeString(Path.of(spec.uri(), FILE), csv);
  }

  @Override
  protected void makeUnlistable(FileSystemFiles spec) throws IOException {
    Files.writeString(Path.of(spec.uri(), FILE), "id,text\n1,one\n1,another\n");
  }
}
