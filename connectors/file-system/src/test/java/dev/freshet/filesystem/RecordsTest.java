package dev.freshet.filesystem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Row;
import dev.freshet.filesystem.FileSystemFiles.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items that are records of files. */
class RecordsTest {
  @TempDir Path root;
  private FileSystemFiles files;

  @BeforeEach
  void prepare() {
    files = new FileSystemFiles(root.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  private Source csv(String... key) throws Exception {
    return Source.of(files.withFormat(Format.CSV, key));
  }

  private static List<?> values(ItemContent read) {
    assertThat(read.failure()).isNull();
    return ((Row) read.content()).values();
  }

  private static void expectFailure(Source source, String... words) {
    assertThatThrownBy(source::list).isInstanceOf(IOException.class).hasMessageContainingAll(words);
  }

  @Test
  void everyLineIsAnItemWithItsBytesAsTheyAre() throws Exception {
    byte[] latin = "grün\r\n\nlast".getBytes(ISO_8859_1);
    Files.write(root.resolve("a.txt"), latin);
    Source lines = Source.of(files.withFormat(Format.LINES));
    assertThat(lines.list()).containsOnlyKeys("a.txt#0", "a.txt#1", "a.txt#2");
    assertThat((byte[]) lines.read("a.txt#0").content()).isEqualTo("grün".getBytes(ISO_8859_1));
    assertThat((byte[]) lines.read("a.txt#1").content()).isEmpty();
    assertThat((byte[]) lines.read("a.txt#2").content()).isEqualTo("last".getBytes(UTF_8));
    assertThat(lines.reader().read(List.of("a.txt#3", "a.txt#00", "a.txt#-1", "a.txt", "b#0")))
        .isEmpty();
  }

  @Test
  void aCompressedFileIsReadAsWhatItHolds() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write("id,name\n1,Ada\n".getBytes(UTF_8));
    }
    Files.write(root.resolve("people.csv.gz"), bytes.toByteArray());
    assertThat(values(csv("id").read("people.csv.gz#1"))).isEqualTo(List.of("1", "Ada"));
  }

  @Test
  void aCompressedFileThatWasCutShortFailsTheListing() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      IntStream.range(0, 5_000).forEach(i -> zipped(zip, i + "," + i * 31 % 977 + "\n"));
    }
    byte[] all = bytes.toByteArray();
    Files.write(root.resolve("a.csv.gz"), Arrays.copyOf(all, all.length - 100));
    expectFailure(csv(), "a.csv.gz");
    expectFailure(Source.of(files.withFormat(Format.LINES)), "a.csv.gz");
  }

  private static void zipped(GZIPOutputStream zip, String text) {
    try {
      zip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void columnsAreNamedByTheFirstLine() throws Exception {
    write("p.csv", "\uFEFFid, name\r\n1,\"Ada, \"\"Lady\"\"\"\r\n\r\n2,\"two\nlines\"\r\n3,\r\n");
    Source people = csv();
    assertThat(people.list()).containsOnlyKeys("p.csv#0", "p.csv#1", "p.csv#2");
    Row ada = (Row) people.read("p.csv#0").content();
    assertThat(ada.get("id")).isEqualTo("1");
    assertThat(ada.get("name")).isEqualTo("Ada, \"Lady\"");
    assertThat(values(people.read("p.csv#1"))).isEqualTo(List.of("2", "two\nlines"));
    assertThat(values(people.read("p.csv#2"))).isEqualTo(List.of("3", ""));
  }

  @Test
  void columnsMayBeNamedByTheSpecAndPartedByAnotherCharacter() throws Exception {
    write("p.csv", "1;Ada\n2;Bea\n");
    FileSystemFiles spec =
        new FileSystemFiles(
            root.toString(),
            List.of("**"),
            List.of(),
            0,
            Format.CSV,
            List.of("id"),
            List.of("id", "name"),
            ";");
    assertThat(values(Source.of(spec).read("p.csv#2"))).isEqualTo(List.of("2", "Bea"));
  }

  @Test
  void severalKeyColumnsAreAnArrayOfTexts() throws Exception {
    write("o.csv", "land,no,x\nde,1,a\nde,2,b\n\"a\"\"\\\",3,c\n");
    Source orders = csv("land", "no");
    assertThat(orders.list())
        .containsOnlyKeys(
            "o.csv#[\"de\",\"1\"]", "o.csv#[\"de\",\"2\"]", "o.csv#[\"a\\\"\\\\\",\"3\"]");
    assertThat(values(orders.read("o.csv#[\"de\",\"2\"]"))).isEqualTo(List.of("de", "2", "b"));
    assertThat(orders.reader().read(List.of("o.csv#[\"de\", \"2\"]", "o.csv#de"))).isEmpty();
  }

  @Test
  void twoRecordsOfOneFileWithOneKeyFailTheListing() throws Exception {
    write("o.csv", "id,x\n7,a\n8,b\n7,a\n");
    expectFailure(csv("id"), "o.csv", "records 0 and 2", "[id] = 7");
  }

  @Test
  void filesMayHaveRecordsWithOneKey() throws Exception {
    write("a.csv", "id,x\n7,a\n");
    write("b.csv", "id,x\n7,b\n");
    assertThat(csv("id").list()).containsOnlyKeys("a.csv#7", "b.csv#7");
  }

  @Test
  void noTwoRecordsOfDifferentFilesShareAKey() throws Exception {
    write("a", "id\nb#c\n");
    write("a#b", "id\nc\n");
    write("a%23b", "id\nc\n");
    Source source = csv("id");
    assertThat(source.list()).containsOnlyKeys("a#b#c", "a%23b#c", "a%2523b#c");
    assertThat(values(source.read("a%23b#c"))).isEqualTo(List.of("c"));
    assertThat(values(source.read("a#b#c"))).isEqualTo(List.of("b#c"));
    assertThat(source.reader().read(List.of("a%2Fb#c"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'id,x|1', o.csv, 'a record has 1 values, wanted 2'",
    "'id,id|1,2', o.csv, one twice",
    "'id,|1,2', o.csv, an empty one",
    "'no,x|1,2', o.csv, 'No field id among [no, x]'",
    "'id,x|1,\"open', o.csv, after 0 records",
  })
  void aFileThatIsNotAsItsFormatSaysFailsTheListing(String text, String file, String problem)
      throws Exception {
    write("o.csv", text.replace('|', '\n') + "\n");
    expectFailure(csv("id"), file, problem);
    List<ItemContent> read = csv("id").reader().read(List.of("o.csv#1"));
    assertThat(read).singleElement().satisfies(item -> assertThat(item.failure()).isNotNull());
  }

  @Test
  void malformedTextFailsTheListing() throws Exception {
    Files.write(root.resolve("o.csv"), "id,x\n1,gr\u00fcn\n".getBytes(ISO_8859_1));
    expectFailure(csv("id"), "o.csv");
  }

  @Test
  void aFileThatIsTooLargeFailsTheListing() throws Exception {
    write("o.csv", "id,x\n1,a\n");
    FileSystemFiles small =
        new FileSystemFiles(
            root.toString(), List.of("**"), List.of(), 5, Format.CSV, List.of(), List.of(), ",");
    expectFailure(Source.of(small), "o.csv has 9 bytes, the limit is 5", "raise max-file-size");
  }

  @Test
  void aMissingFileAmongOthersIsGoneAndItsDirectoryMissingIsAFailure() throws Exception {
    Source source = csv("id");
    assertThat(source.reader().read(List.of("o.csv#1"))).isEmpty();
    Files.delete(root);
    assertThatThrownBy(() -> source.reader().read(List.of("o.csv#1")))
        .hasMessageContaining("does not exist");
    expectFailure(source, "does not exist");
  }

  @Test
  void anInsertionChangesEveryLaterNumberButOnlyItsOwnKey() throws Exception {
    write("o.csv", "id,x\n1,a\n2,b\n3,c\n");
    Map<String, String> numbers = csv().list();
    Map<String, String> keys = csv("id").list();
    write("o.csv", "id,x\n1,a\n9,z\n2,b\n3,c\n");
    assertThat(changed(numbers, csv().list())).containsExactly("o.csv#1", "o.csv#2", "o.csv#3");
    assertThat(changed(keys, csv("id").list())).containsExactly("o.csv#9");
  }

  @Test
  void theSameRecordUnderAnotherNameOfItsColumnIsAnother() throws Exception {
    write("o.csv", "id,x\n1,a\n");
    Map<String, String> before = csv("id").list();
    write("o.csv", "id,y\n1,a\n");
    assertThat(changed(before, csv("id").list())).containsExactly("o.csv#1");
  }

  /** What a version by time and length would miss. */
  @Test
  void anotherProcessSeesAChangeThatKeepsTimeAndLength() throws Exception {
    write("o.csv", "id,x\n1,a\n");
    FileTime time = FileTime.fromMillis(1_700_000_000_123L);
    Files.setLastModifiedTime(root.resolve("o.csv"), time);
    Map<String, String> before = csv("id").list();
    write("o.csv", "id,x\n1,b\n");
    Files.setLastModifiedTime(root.resolve("o.csv"), time);
    FileSystemFiles asAnother =
        new FileSystemFiles(root.toString(), List.of("*")).withFormat(Format.CSV, "id");
    assertThat(changed(before, Source.of(asAnother).list())).containsExactly("o.csv#1");
  }

  private static TreeSet<String> changed(Map<String, String> before, Map<String, String> after) {
    TreeSet<String> changed = new TreeSet<>(after.keySet());
    changed.removeIf(key -> after.get(key).equals(before.get(key)));
    return changed;
  }

  @Test
  void recordsOfAFileThatIsLargerThanTheMemoryForItAreFoundInAnyOrder() throws Exception {
    StringBuilder text = new StringBuilder("id,x\n");
    String filling = "x".repeat(100);
    IntStream.range(0, 40_000)
        .forEach(i -> text.append(i).append(',').append(filling).append('\n'));
    write("large.csv", text.toString());
    Source source = csv("id");
    assertThat(source.list()).hasSize(40_000);
    for (String id : List.of("39999", "0", "12345", "10486", "7")) {
      assertThat(values(source.read("large.csv#" + id))).isEqualTo(List.of(id, filling));
    }
  }

  @Test
  void optionsThatCannotWorkAreRefused() {
    expectRefusal(files.withFormat(Format.LINES, "id"), "key goes with the format csv and avro");
    expectRefusal(files.withColumns("id"), "columns goes with the format csv");
    expectRefusal(files.withFormat(Format.CSV, "id", "id"), "one name twice");
    expectRefusal(
        files.withFormat(Format.CSV, "no").withColumns("id"),
        "key names [no], which are not among the columns [id]");
  }

  private static void expectRefusal(FileSystemFiles spec, String problem) {
    assertThatThrownBy(() -> new FileSystemFilesConnector().check(Source.setup(spec)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("source documents: ")
        .hasMessageContaining(problem);
  }
}
