package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedRowsTest {
  private final Path root;

  RejectedRowsTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void survivesTheProcess() throws IOException {
    open().put(List.of(row(1, "a", "too long")));

    RejectedRows reopened = open();
    assertThat(reopened.count()).isEqualTo(1);
    assertThat(reopened.contains(id(1, "a"))).isTrue();
    assertThat(reopened.contains(id(2, "a"))).isFalse();
    assertThat(reopened.rows().toList())
        .usingRecursiveComparison()
        .isEqualTo(List.of(row(1, "a", "too long")));
  }

  @Test
  void aRunThatWasTakenOverHasNoMoreToSayOfAnyRow() throws IOException {
    open().put(List.of(row(1, "a", "too long")));
    StateDirectory state = StateDirectory.of(root, "pages");
    RejectedRows takenOver = state.rejected(state.fence(1));

    assertThatThrownBy(() -> takenOver.put(List.of(row(1, "b", "too long"))))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> takenOver.remove(List.of(id(1, "a"))))
        .isInstanceOf(FencedException.class);
    assertThat(open().rows()).extracting(RejectedRow::id).containsExactly(id(1, "a"));
  }

  @Test
  void keepsOneEntryARowHoweverOftenItIsRejected() throws IOException {
    RejectedRows rows = open();
    rows.put(List.of(row(1, "a", "too long"), row(1, "a", "still too long")));
    rows.put(List.of(row(1, "a", "too long for ever")));

    assertThat(rows.count()).isEqualTo(1);
    assertThat(open().rows()).extracting(RejectedRow::reason).containsExactly("too long for ever");
  }

  @Test
  void remembersADeletionAsOne() throws IOException {
    RejectedRow deletion =
        new RejectedRow(
            id(1, "a"), 7, bytes("a"), null, "documents", "a.md", "locked", Instant.EPOCH);
    open().put(List.of(deletion));

    assertThat(open().rows()).extracting(RejectedRow::value).containsOnlyNulls();
  }

  @Test
  void forgetsRowsThatAreRemoved() throws IOException {
    RejectedRows rows = open();
    rows.put(List.of(row(1, "a", "x"), row(1, "b", "x")));
    rows.remove(List.of(id(1, "a"), id(1, "never rejected")));

    assertThat(rows.contains(id(1, "a"))).isFalse();
    assertThat(open().rows()).extracting(RejectedRow::item).containsExactly("b.md");
  }

  @Test
  void forgetsRowsOfTargetsThatAreNoMore() throws IOException {
    RejectedRows rows = open();
    rows.put(List.of(row(1, "a", "x"), row(2, "a", "x"), row(3, "a", "x")));
    rows.retain(Set.of(2));

    assertThat(rows.count()).isEqualTo(1);
    assertThat(open().contains(id(2, "a"))).isTrue();
  }

  @Test
  void spreadsManyRowsOverDirectories() throws IOException {
    open().put(IntStream.range(0, 200).mapToObj(i -> row(1, "row " + i, "x")).toList());

    assertThat(open().count()).isEqualTo(200);
    assertThat(StateFiles.names(root.resolve("pages/rejected/1"))).hasSizeBetween(50, 200);
  }

  private RejectedRows open() throws IOException {
    return StateDirectory.of(root, "pages").rejected();
  }

  private static RejectedRow row(int generation, String key, String reason) {
    byte[] value = bytes("<p>" + key);
    Instant time = Instant.parse("2026-11-22T12:00:00Z");
    return new RejectedRow(
        id(generation, key), 7, bytes(key), value, "documents", key + ".md", reason, time);
  }

  private static RejectedRow.Id id(int generation, String key) {
    return new RejectedRow.Id(generation, Fingerprint.of(bytes(key)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
