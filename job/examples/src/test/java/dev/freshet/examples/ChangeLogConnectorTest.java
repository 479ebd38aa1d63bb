package dev.freshet.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogConnectorTest {
  @TempDir Path directory;
  private Setup<ChangeLog> setup;

  @BeforeEach
  void create() throws Exception {
    RowSchema schema = new RowSchema(List.of(), List.of());
    setup = new Setup<>("log", new ChangeLog(directory.toString()), schema, Duration.ofSeconds(1));
    new ChangeLogConnector().applySetupChange(new SetupChange.Create<>(setup));
  }

  private static Row row(String name, Kind kind, Object value) {
    return new Row(List.of(new Field(name, Type.of(kind), false)), List.of(value));
  }

  private static Upsert<Row, Row> upsert(String id, String text) {
    return new Upsert<>(row("id", Kind.TEXT, id), row("text", Kind.TEXT, text));
  }

  private static Delete<Row> delete(String id) {
    return new Delete<>(row("id", Kind.TEXT, id));
  }

  private void mutate(long sequence, List<Upsert<Row, Row>> upserts, List<Delete<Row>> deletes)
      throws Exception {
    ChangeLogConnector connector = new ChangeLogConnector();
    connector.mutate(List.of(new Batch<>(connector.prepare(setup), sequence, upserts, deletes)));
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("\"id\":\"[^\"]*\",", ""))
            .forEach(lines::add);
      }
    }
    return lines;
  }

  private static String line(String id, String text) {
    String value = text == null ? "null" : "{\"text\":\"" + text + "\"}";
    return "{\"key\":{\"id\":\"" + id + "\"},\"value\":" + value + "}";
  }

  @Test
  void aBatchThatIsRepeatedWholeOrInPartIsWrittenOnce() throws Exception {
    List<Upsert<Row, Row>> upserts = List.of(upsert("a", "1"), upsert("b", "1"), upsert("c", "1"));
    mutate(7, upserts.subList(0, 2), List.of());
    mutate(7, upserts, List.of(delete("d")));
    mutate(7, upserts.subList(1, 3), List.of(delete("d")));
    mutate(7, upserts, List.of(delete("d")));
    assertThat(lines())
        .containsExactlyInAnyOrder(line("a", "1"), line("b", "1"), line("c", "1"), line("d", null));
  }

  @Test
  void linesStandInTheOrderOfTheirSequences() throws Exception {
    mutate(9, List.of(upsert("a", "1")), List.of());
    mutate(10, List.of(), List.of(delete("a")));
    mutate(100, List.of(upsert("a", "1")), List.of());
    assertThat(lines()).containsExactly(line("a", "1"), line("a", null), line("a", "1"));
  }

  @Test
  void aTargetThatIsCreatedAnewBeginsAVolumeWithItsOwnSequences() throws Exception {
    mutate(5, List.of(upsert("a", "1")), List.of());
    new ChangeLogConnector().applySetupChange(new SetupChange.Create<>(setup));
    mutate(5, List.of(upsert("a", "1")), List.of());
    assertThat(lines()).containsExactly(line("a", "1"), line("a", "1"));
  }

  @Test
  void whatAKilledProcessLeftUnfinishedIsNoPartOfTheLog() throws Exception {
    Path sequence = directory.resolve("000001/0000000000000000003");
    Files.createDirectories(sequence);
    String name = row("id", Kind.TEXT, "a").id() + ".unfinished";
    Files.writeString(sequence.resolve(name), "{\"id\":\"half a li");
    mutate(3, List.of(upsert("a", "1")), List.of());
    assertThat(lines()).containsExactly(line("a", "1"));
  }

  @Test
  void writesTimesAndListsAsJson() throws Exception {
    Row time = row("at", Kind.INSTANT, Instant.EPOCH);
    Field list = new Field("all", new Type(Kind.LIST, 0, time.fields()), false);
    Row value = new Row(List.of(list), List.of(List.of(Instant.EPOCH)));
    mutate(1, List.of(new Upsert<>(time, value)), List.of());
    assertThat(lines())
        .containsExactly(
            "{\"key\":{\"at\":\"1970-01-01T00:00:00Z\"},"
                + "\"value\":{\"all\":[\"1970-01-01T00:00:00Z\"]}}");
  }
}
